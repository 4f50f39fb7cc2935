// The form in which refusals and faults leave the server: status, error type header, and body of the API model.

import { type ErrorEntry, errorCatalogue, type Refusal } from '@perdure/protocol';
import { StoreFault } from '@perdure/store';
import type { Answer } from './api.ts';
import { httpLimits } from './http-limits.ts';

/** Errors of the HTTP layer itself, which no API raises. */
export const transportErrors = {
  UnknownOperationException: {
    http: 404,
    messageKey: 'message',
    retryable: false,
    says: 'No API of this server has this path.',
    now: 'Check the path, and the endpoint that the client is set to.',
  },
  MethodNotAllowedException: {
    http: 405,
    messageKey: 'message',
    retryable: false,
    says: 'An API has this path, but with another method.',
    now: 'Use the method that the message names.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type TransportErrorCode = keyof typeof transportErrors;

const SERVER_FAULT_STATUS = 500;

export const refusalAnswer = (refusal: Refusal): Answer =>
  errorAnswer(refusal.code, errorCatalogue[refusal.code], refusal.message, refusal.reason);

/** The same, with the class in the body too: where the protocol has no header for it. */
export function jsonRefusalAnswer(refusal: Refusal): Answer {
  const { status, headers } = refusalAnswer(refusal);
  const body = JSON.stringify({ __type: refusal.code, message: refusal.message });
  return { status, ...(headers === undefined ? {} : { headers }), body };
}

export const transportErrorAnswer = (code: TransportErrorCode, message: string): Answer =>
  errorAnswer(code, transportErrors[code], message);

/** The answer to a request that met a fault of the server. Its cause is in the log, under the request id. */
export const faultAnswer = (requestId: string, fault?: unknown): Answer =>
  refusalAnswer({
    code: 'ServiceException',
    message: isDiskFull(fault)
      ? 'The disk of the server is full. Nothing of this request was kept; repeat it when there is room again.'
      : `The server failed on this request. Its log tells why, under request id ${requestId}.`,
  });

/** What somebody can do about without the log. */
export const isDiskFull = (fault: unknown): boolean => fault instanceof StoreFault && fault.kind === 'full';

function errorAnswer(
  code: string,
  entry: ErrorEntry,
  message: string,
  reason = 'CallerRateLimitExceeded',
): Answer {
  const type = entry.http >= SERVER_FAULT_STATUS ? 'Service' : 'User';
  const body: Record<string, string> = { Type: type, [entry.messageKey]: message };
  const headers: Record<string, string> = { 'x-amzn-ErrorType': code };
  if (code === 'TooManyRequestsException') {
    headers['Retry-After'] = String(httpLimits.retryAfterSeconds);
    body.Reason = reason;
  }
  return { status: entry.http, headers, body: JSON.stringify(body) };
}
