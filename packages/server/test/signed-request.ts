// A request signed by the official client, for APIs that it does not know yet.

import type { LambdaClient } from '@aws-sdk/client-lambda';

const NO_CONTENT = 204;

export interface SignedAnswer {
  status: number;
  errorType: string | undefined;
  body: Record<string, unknown>;
}

/** `path` may have a query, each parameter once. Sends the request to the endpoint of the client, under its credentials. */
export async function sendSigned(
  client: LambdaClient,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: object,
): Promise<SignedAnswer> {
  const endpoint = await client.config.endpoint?.();
  if (endpoint === undefined) throw new Error('the client of a test has an endpoint');
  const { protocol, hostname, port } = endpoint;
  const { pathname, searchParams } = new URL(path, 'http://server');
  const text = body === undefined ? undefined : JSON.stringify(body);
  const signer = await client.config.signer();
  const signed = await signer.sign({
    method,
    protocol,
    hostname,
    ...(port === undefined ? {} : { port }),
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: {
      host: `${hostname}:${port}`,
      ...(text === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: text,
  });
  const response = await fetch(`${protocol}//${hostname}:${port}${path}`, {
    method,
    headers: signed.headers,
    ...(text === undefined ? {} : { body: text }),
  });
  return {
    status: response.status,
    errorType: response.headers.get('x-amzn-errortype') ?? undefined,
    body: response.status === NO_CONTENT ? {} : ((await response.json()) as Record<string, unknown>),
  };
}

/** Pauses, resumes or deletes an execution. */
export function operate(
  client: LambdaClient,
  arn: string,
  verb: 'pause' | 'resume' | 'delete',
  body: object = {},
): Promise<SignedAnswer> {
  const path = `/2025-12-01/durable-executions/${encodeURIComponent(arn)}`;
  return verb === 'delete'
    ? sendSigned(client, 'DELETE', path)
    : sendSigned(client, 'POST', `${path}/${verb}`, body);
}
