// How a worker reaches its server: one request that becomes the connection, and requests for code.

import { createHash } from 'node:crypto';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Duplex } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { codePath, connectionPath, connectionProtocol } from './frames.ts';

/** The server answers, and does not want this worker: trying again would not help. */
export class WorkerRefused extends Error {
  override readonly name = 'WorkerRefused';
}

export interface ServerAddress {
  /** The URL of the server's API. */
  server: string;
  token: string;
}

const status = { ok: 200, unauthorized: 401, upgradeRequired: 426 } as const;

/** Rejects with WorkerRefused, or with the system's error when nobody answers. */
export function openConnection(address: ServerAddress): Promise<{ socket: Duplex; head: Buffer }> {
  return new Promise((resolve, reject) => {
    const headers = { connection: 'Upgrade', upgrade: connectionProtocol };
    const outgoing = ask(address, connectionPath, headers);
    outgoing.on('upgrade', (_response, socket, head) => resolve({ socket, head }));
    outgoing.on('response', (response) => void refusal(response, address.server).then(reject));
    outgoing.on('error', reject);
    outgoing.end();
  });
}

/** Downloads an archive and sees that it is the one that was asked for. Undefined when the server does not have it. */
export async function downloadCode(
  address: ServerAddress,
  codeSha256: string,
): Promise<Uint8Array | undefined> {
  const path = `${codePath}/${Buffer.from(codeSha256, 'base64').toString('hex')}`;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = ask(address, path, {});
    outgoing.on('response', resolve);
    outgoing.on('error', reject);
    outgoing.end();
  });
  if (response.statusCode !== status.ok) {
    response.resume();
    return undefined;
  }
  const bytes = await buffer(response);
  const found = createHash('sha256').update(bytes).digest('base64');
  if (found !== codeSha256) {
    throw new Error(`The server sent code of another hash (${found}) than was asked for (${codeSha256}).`);
  }
  return bytes;
}

function ask({ server, token }: ServerAddress, path: string, headers: Record<string, string>) {
  const url = new URL(server.replace(/\/+$/, '') + path);
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  return send(url, { headers: { ...headers, authorization: `Bearer ${token}` } });
}

async function refusal(response: IncomingMessage, server: string): Promise<Error> {
  const code = response.statusCode ?? 0;
  const body = await text(response).catch(() => '');
  const message = messageOf(body) ?? `${server} answered with HTTP ${code}; is it a Perdure server?`;
  const isFinal = code === status.unauthorized || code === status.upgradeRequired;
  return isFinal ? new WorkerRefused(message) : new Error(message);
}

function messageOf(body: string): string | undefined {
  try {
    const { message }: { message?: unknown } = JSON.parse(body);
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}
