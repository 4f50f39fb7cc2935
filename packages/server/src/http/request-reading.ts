// Reads a call by the descriptions of its members: path labels, query, headers, JSON body. Everything that is wrong is
// told in one refusal.

import { isUtf8 } from 'node:buffer';
import type { Refusal, Result } from '@perdure/protocol';
import { accepted, refused } from '@perdure/protocol';
import type { Call } from './api.ts';
import { Report } from './validation/report.ts';
import {
  isObject,
  type Members,
  type ReadBy,
  readMembers,
  readUnknowns,
  type Unknowns,
} from './validation/structure.ts';

/** The members of a request by the place they travel in. */
export interface RequestShape<
  Labels extends Members,
  Query extends Members,
  Headers extends Members,
  Body extends Members,
> {
  readonly labels?: Labels;
  readonly query?: Query;
  readonly headers?: Headers;
  /** The header that carries each of `headers`, in small letters. */
  readonly headerNames?: { readonly [Name in keyof Headers]: string };
  readonly body?: Body;
  /** Whether body members that are not described are kept. Default: dropped. */
  readonly unknowns?: Unknowns;
}

/** One object with all members of the request. */
export function readRequest<
  const Labels extends Members = Record<never, never>,
  const Query extends Members = Record<never, never>,
  const Headers extends Members = Record<never, never>,
  const Body extends Members = Record<never, never>,
>(
  call: Call,
  shape: RequestShape<Labels, Query, Headers, Body>,
): Result<ReadBy<Labels> & ReadBy<Query> & ReadBy<Headers> & ReadBy<Body>> {
  const report = new Report();
  const values = {};
  if (shape.labels !== undefined) {
    Object.assign(values, readMembers(shape.labels, call.labels, '', report, 'text'));
  }
  if (shape.query !== undefined) {
    Object.assign(values, readMembers(shape.query, queryValues(call.queryText), '', report, 'text'));
  }
  if (shape.headers !== undefined) {
    const source = headerValues(call, shape.headerNames ?? {});
    Object.assign(values, readMembers(shape.headers, source, '', report, 'text'));
  }
  if (shape.body !== undefined) {
    const body = jsonObject(call.body);
    if (!body.ok) return body;
    if (shape.unknowns === 'kept') Object.assign(values, readUnknowns(shape.body, body.value, '', report));
    Object.assign(values, readMembers(shape.body, body.value, '', report, 'json'));
  }
  const refusal = report.refusal();
  if (refusal !== undefined) return { ok: false, refusal };
  return accepted(values as ReadBy<Labels> & ReadBy<Query> & ReadBy<Headers> & ReadBy<Body>);
}

/** A body as the JSON object that it must be. An empty one counts as `{}`. */
export function jsonObject(body: Buffer): Result<Record<string, unknown>> {
  if (body.length === 0) return accepted({});
  const parsed = parseJson(body);
  if (!parsed.ok) return parsed;
  if (isObject(parsed.value)) return accepted(parsed.value);
  return refused('SerializationException', 'The request body must be a JSON object');
}

export function parseJson(body: Buffer): { ok: true; value: unknown } | { ok: false; refusal: Refusal } {
  if (!isUtf8(body)) return refused('SerializationException', 'The request body is not UTF-8 text');
  try {
    return accepted(JSON.parse(body.toString('utf8')));
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'syntax error';
    return refused('SerializationException', `The request body is not well-formed JSON: ${reason}`);
  }
}

/** Query parameters by name: the text of those given once, the list of texts of those repeated. */
function queryValues(queryText: string): Record<string, string | string[]> {
  const query = new URLSearchParams(queryText);
  const names = [...new Set(query.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = query.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}

function headerValues(call: Call, headerNames: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headerNames).map(([member, header]) => [member, call.headers[header]]),
  );
}
