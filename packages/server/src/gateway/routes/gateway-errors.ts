// The answers of the gateway itself, in the words of the API kind that gives them: clients tell them apart by these.

import type { GatewayResponse } from './gateway-request.ts';

export type FrontKind = 'HTTP' | 'REST' | 'URL';

export type GatewayProblem =
  /** It could not be read. */
  | 'bad-request'
  /** No route takes the request. */
  | 'not-found'
  /** The function failed, or it answered something that is no response. */
  | 'bad-answer'
  | 'timed-out'
  /** More calls than the server or the function takes. */
  | 'throttled'
  | 'too-large'
  | 'unsupported-media-type'
  /** The function is not there any more, or the server failed. */
  | 'broken';

type Row = readonly [status: number, message: string, errorType?: string];

const answers: { readonly [Kind in FrontKind]: { readonly [Problem in GatewayProblem]: Row } } = {
  HTTP: {
    'bad-request': [400, 'Bad Request'],
    'not-found': [404, 'Not Found'],
    'bad-answer': [500, 'Internal Server Error'],
    'timed-out': [503, 'Service Unavailable'],
    throttled: [503, 'Service Unavailable'],
    'too-large': [413, 'Request Entity Too Large'],
    'unsupported-media-type': [415, 'Unsupported Media Type'],
    broken: [500, 'Internal Server Error'],
  },
  REST: {
    'bad-request': [400, 'Bad Request', 'BadRequestException'],
    'not-found': [403, 'Missing Authentication Token', 'MissingAuthenticationTokenException'],
    'bad-answer': [502, 'Internal server error', 'InternalServerErrorException'],
    'timed-out': [504, 'Endpoint request timed out', 'InternalServerErrorException'],
    throttled: [500, 'Internal server error', 'InternalServerErrorException'],
    'too-large': [413, 'Request Too Long', 'RequestTooLargeException'],
    'unsupported-media-type': [415, 'Unsupported Media Type', 'BadRequestException'],
    broken: [500, 'Internal server error', 'InternalServerErrorException'],
  },
  URL: {
    'bad-request': [400, 'Bad Request', 'BadRequestException'],
    'not-found': [404, 'Not Found', 'ResourceNotFoundException'],
    'bad-answer': [502, 'Internal Server Error'],
    'timed-out': [504, 'Gateway Timeout'],
    throttled: [429, 'Rate Exceeded.', 'TooManyRequestsException'],
    'too-large': [413, 'Request Entity Too Large', 'RequestEntityTooLargeException'],
    'unsupported-media-type': [415, 'Unsupported Media Type'],
    broken: [500, 'Internal Server Error', 'ServiceException'],
  },
};

export function problemAnswer(kind: FrontKind, problem: GatewayProblem): GatewayResponse {
  const [status, message, errorType] = answers[kind][problem];
  const key = kind === 'URL' ? 'Message' : 'message';
  return {
    status,
    headers: [
      ['content-type', 'application/json'],
      ...(errorType === undefined ? [] : [['x-amzn-ErrorType', errorType] as const]),
    ],
    body: JSON.stringify({ [key]: message }),
  };
}
