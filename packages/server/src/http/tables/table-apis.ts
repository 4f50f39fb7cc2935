// The DynamoDB API. Each operation is a POST to `/`, and X-Amz-Target names it; the engine reads and answers the bodies.

import { isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';
import { accepted, refused } from '@perdure/protocol';
import { tableLimits } from '../../gateway/tables/table-limits.ts';
import { type TableService, tableOperations } from '../../gateway/tables/table-service.ts';
import type { Api } from '../api.ts';

const JSON_1_0 = 'application/x-amz-json-1.0';
/** What the engine does not speak, and what to use instead. */
const partiql = ['BatchExecuteStatement', 'ExecuteStatement', 'ExecuteTransaction'] as const;

const operation = (name: string, handle: Api['handle']): Api => ({
  name: `dynamodb:${name}`,
  method: 'POST',
  path: '/',
  target: `DynamoDB_20120810.${name}`,
  bodyBytesMax: tableLimits.requestBytesMax,
  handle,
});

export const tableApis = (tables: TableService): Api[] => [
  ...tableOperations.map((name) =>
    operation(name, async ({ body }) => {
      if (!isUtf8(body)) return refused('SerializationException', 'The request body is not UTF-8 text');
      const answer = await tables.request(name, body.toString('utf8'));
      const headers = { 'content-type': JSON_1_0, 'x-amz-crc32': String(crc32(answer.body)) };
      return accepted({ status: answer.status, headers, body: answer.body });
    }),
  ),
  ...partiql.map((name) =>
    operation(name, async () =>
      refused('ValidationException', `${name} is not served here: tables speak expressions, not PartiQL`),
    ),
  ),
];
