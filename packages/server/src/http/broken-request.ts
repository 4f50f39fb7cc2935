// The answer to bytes that are no HTTP request, or not a whole one in time. There is no request object then, only a socket.

import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';

const statusLines: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
};

/** Answers once and closes; a socket that cannot be written any more is only closed. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const statusLine = statusLines[error.code ?? ''] ?? '400 Bad Request';
  const body = JSON.stringify({
    Type: 'User',
    message: `The HTTP request could not be read: ${error.message}`,
  });
  const head = [
    `HTTP/1.1 ${statusLine}`,
    'Connection: close',
    'Content-Type: application/json',
    'x-amzn-ErrorType: SerializationException',
    `x-amzn-RequestId: ${randomUUID()}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
