// Stacks of a live server, over HTTP as a deployer speaks it.

import type { StackDescription, StackDocument } from '@perdure/protocol';
import type { LiveServer } from './live-server.ts';

export interface StackAnswer {
  status: number;
  errorType: string | null;
  body: unknown;
}

export async function askStack(
  live: LiveServer,
  method: string,
  path: string,
  body?: unknown,
): Promise<StackAnswer> {
  const response = await fetch(`${live.endpoint}/perdure/stacks${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    errorType: response.headers.get('x-amzn-ErrorType'),
    body: text === '' ? undefined : JSON.parse(text),
  };
}

/** Puts a stack that must be accepted. */
export async function putStack(
  live: LiveServer,
  stackName: string,
  document: StackDocument,
): Promise<StackDescription> {
  const answer = await askStack(live, 'PUT', `/${stackName}`, document);
  if (answer.errorType !== null) throw new Error(JSON.stringify(answer));
  return answer.body as StackDescription;
}
