// Answers a waiting `next` with an invocation, in the headers of the Runtime API.

import type { ServerResponse } from 'node:http';
import type { InvocationTask } from './invoker.ts';
import { runtimeStatus } from './limits.ts';

export function handOver(place: ServerResponse, task: InvocationTask): void {
  const headers = [
    'Content-Type',
    'application/json',
    'Content-Length',
    String(Buffer.byteLength(task.payload)),
    'Lambda-Runtime-Aws-Request-Id',
    task.requestId,
    'Lambda-Runtime-Deadline-Ms',
    String(task.deadline),
    'Lambda-Runtime-Invoked-Function-Arn',
    task.invokedFunctionArn,
  ];
  if (task.traceHeader !== undefined) headers.push('Lambda-Runtime-Trace-Id', headerText(task.traceHeader));
  if (task.clientContext !== undefined) {
    headers.push('Lambda-Runtime-Client-Context', headerText(task.clientContext));
  }
  if (task.tenantId !== undefined) headers.push('Lambda-Runtime-Aws-Tenant-Id', headerText(task.tenantId));
  place.writeHead(runtimeStatus.ok, headers);
  place.end(task.payload);
}

const notInHeaders = /[^\x20-\x7e]/g;
const HEXADECIMAL = 16;
const ESCAPE_DIGITS = 4;

/** Headers hold ASCII. The client context is JSON, where an escape means the same as the character. */
function headerText(text: string): string {
  return text.replace(
    notInHeaders,
    (character) => `\\u${character.charCodeAt(0).toString(HEXADECIMAL).padStart(ESCAPE_DIGITS, '0')}`,
  );
}
