// Bodies that are an error object themselves, not wrapped in a member: those of stop and of callback failure.

import { accepted, type ErrorObject, type Result, refused } from '@perdure/protocol';
import { parseJson } from './request-reading.ts';
import { errorMembers } from './validation/api-members.ts';
import { Report } from './validation/report.ts';
import { isObject, readMembers } from './validation/structure.ts';

/** Undefined when there is no body. Clients that send no error send none, or `{}`. */
export function readErrorBody(body: Buffer): Result<ErrorObject | undefined> {
  if (body.length === 0) return accepted(undefined);
  const parsed = parseJson(body);
  if (!parsed.ok) return parsed;
  if (!isObject(parsed.value)) {
    return refused('SerializationException', 'The request body must be an error object, or be left out');
  }
  const report = new Report();
  const error = readMembers(errorMembers, parsed.value, '', report, 'json');
  const refusal = report.refusal();
  return refusal === undefined ? accepted(error) : { ok: false, refusal };
}
