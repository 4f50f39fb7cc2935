// Operations of services that speak JSON 1.1: each is a POST to `/`, X-Amz-Target names it, and the body holds its members.

import { accepted, type Result } from '@perdure/protocol';
import type { Answer, Api } from './api.ts';
import { OK } from './http-status.ts';
import { readRequest } from './request-reading.ts';
import type { Members, ReadBy } from './validation/structure.ts';

export interface JsonService {
  /** What actions begin with: `events`. */
  readonly prefix: string;
  /** What targets begin with: `AWSEvents`. */
  readonly target: string;
}

const JSON_1_1 = 'application/x-amz-json-1.1';

export const jsonOperation = <const Body extends Members>(
  service: JsonService,
  name: string,
  body: Body,
  handle: (request: ReadBy<Body>) => Promise<Result<object>>,
): Api => ({
  name: `${service.prefix}:${name}`,
  method: 'POST',
  path: '/',
  target: `${service.target}.${name}`,
  handle: async (call): Promise<Result<Answer>> => {
    const request = readRequest(call, { body });
    if (!request.ok) return request;
    const document = await handle(request.value);
    if (!document.ok) return document;
    const headers = { 'content-type': JSON_1_1 };
    return accepted({ status: OK, headers, body: JSON.stringify(document.value) });
  },
});
