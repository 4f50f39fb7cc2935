// The error catalogue: every error that the API can answer with. The row is the truth; the HTTP layer, the
// documentation (docs/errors.md) and the client tests are checked against it.

export interface ErrorEntry {
  http: number;
  /** The spelling of the message member in the error body, as the API model has it. */
  messageKey: 'message' | 'Message';
  /** Whether the same call may succeed later without being changed. */
  retryable: boolean;
  /** What it means. */
  says: string;
  /** What the caller should do now. */
  now: string;
}

const catalogue = {
  InvalidParameterValueException: {
    http: 400,
    messageKey: 'message',
    retryable: false,
    says: 'A value breaks a rule of the API, or the state does not allow the change.',
    now: 'Read the message: it names the rule. A message that begins with "Invalid Checkpoint Token" means that another invocation writes this execution now: end this one.',
  },
  ValidationException: {
    http: 400,
    messageKey: 'message',
    retryable: false,
    says: 'A value is outside its range, pattern or list.',
    now: 'Correct every field that the message lists.',
  },
  InvalidEventPatternException: {
    http: 400,
    messageKey: 'message',
    retryable: false,
    says: 'An event pattern cannot be read.',
    now: 'Correct the place that the message names.',
  },
  SerializationException: {
    http: 400,
    messageKey: 'message',
    retryable: false,
    says: 'The request could not be read: malformed JSON or a value of the wrong type.',
    now: 'Send well-formed JSON with values of the documented types.',
  },
  InvalidRequestContentException: {
    http: 400,
    messageKey: 'message',
    retryable: false,
    says: 'The payload of an invocation is not JSON.',
    now: 'Send a JSON document as the body; an empty body counts as {}.',
  },
  CallbackTimeoutException: {
    http: 400,
    messageKey: 'Message',
    retryable: false,
    says: 'The callback is completed, timed out or unknown, or its execution is closed.',
    now: 'Nothing: the first answer stands. Look at the execution to see it.',
  },
  NoPublishedVersionException: {
    http: 400,
    messageKey: 'Message',
    retryable: false,
    says: 'The function has no published version.',
    now: 'Publish a version, then invoke it.',
  },
  AccessDeniedException: {
    http: 403,
    messageKey: 'Message',
    retryable: false,
    says: 'The caller may not do this.',
    now: 'Ask for the action that the message names, on the resource that it names.',
  },
  UnrecognizedClientException: {
    http: 403,
    messageKey: 'message',
    retryable: false,
    says: 'The access key or the login token is unknown, inactive or has been used up.',
    now: 'Check AWS_ACCESS_KEY_ID, or log in anew. An administrator lists keys with `perdure auth key list`.',
  },
  InvalidSignatureException: {
    http: 403,
    messageKey: 'message',
    retryable: false,
    says: 'The signature does not fit the request, the secret or the time.',
    now: 'Read the message: it tells whether the secret, the scope, a header or the clock is wrong.',
  },
  IncompleteSignatureException: {
    http: 403,
    messageKey: 'message',
    retryable: false,
    says: 'The signature is malformed or leaves out what it must cover.',
    now: 'Sign with an AWS SDK; the message names what is missing.',
  },
  MissingAuthenticationTokenException: {
    http: 403,
    messageKey: 'message',
    retryable: false,
    says: 'The request carries no signature, and this server asks for one.',
    now: 'Give the client credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile.',
  },
  ExpiredTokenException: {
    http: 403,
    messageKey: 'message',
    retryable: false,
    says: 'The session has ended: it is too old, was ended, or belonged to an environment that is gone.',
    now: 'Get new session credentials, or log in again.',
  },
  ResourceNotFoundException: {
    http: 404,
    messageKey: 'Message',
    retryable: false,
    says: 'No such function, version, alias or execution; it may have been deleted, or its retention ended.',
    now: 'Check the name and the qualifier. List what exists.',
  },
  DurableExecutionAlreadyStartedException: {
    http: 409,
    messageKey: 'Message',
    retryable: false,
    says: 'The name was used for an execution with another payload or version.',
    now: 'Use another name, or send the payload of the first start to get its outcome.',
  },
  ResourceConflictException: {
    http: 409,
    messageKey: 'message',
    retryable: false,
    says: 'The resource exists already, or is in a state that does not allow the change.',
    now: 'Read the current state, then decide.',
  },
  PreconditionFailedException: {
    http: 412,
    messageKey: 'message',
    retryable: false,
    says: 'The RevisionId is not the current one.',
    now: 'Get the resource again and repeat the change with its RevisionId.',
  },
  RequestTooLargeException: {
    http: 413,
    messageKey: 'message',
    retryable: false,
    says: 'The payload is over the limit of the invocation type.',
    now: 'Send less: 6 MiB synchronously, 1 MiB asynchronously; put large data in a store and send its key.',
  },
  UnsupportedMediaTypeException: {
    http: 415,
    messageKey: 'message',
    retryable: false,
    says: 'The content type of the body is not accepted.',
    now: 'Send application/json.',
  },
  TooManyRequestsException: {
    http: 429,
    messageKey: 'message',
    retryable: true,
    says: 'The server has more work waiting than it accepts, or a concurrency limit is reached.',
    now: 'Wait for Retry-After seconds, then repeat the call.',
  },
  ServiceException: {
    http: 500,
    messageKey: 'Message',
    retryable: true,
    says: 'The server could not do it: its store is full, unreachable or failed.',
    now: 'Repeat the call. Nothing was accepted that was not committed. If it persists, read the server log.',
  },
  CodeStorageExceededException: {
    http: 400,
    messageKey: 'message',
    retryable: false,
    says: 'The code is larger than the server accepts.',
    now: 'Bundle and minify the code, or leave out what it does not need.',
  },
  PolicyLengthExceededException: {
    http: 400,
    messageKey: 'message',
    retryable: false,
    says: 'The resource policy of a function is larger than 20 KiB.',
    now: 'Remove statements that are not needed, or write one for several callers with a wildcard.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof catalogue;
export const errorCatalogue: { readonly [Code in ErrorCode]: ErrorEntry } = catalogue;

/** A request that was refused: a value, not a throw. Nothing changed. */
export interface Refusal {
  code: ErrorCode;
  message: string;
  /** Of a TooManyRequestsException: which limit it was. Default: CallerRateLimitExceeded. */
  reason?: string;
}

export const refusal = (code: ErrorCode, message: string): Refusal => ({ code, message });

/** The answer to a request: what was asked for, or why not. */
export type Result<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal };

export const accepted = <Value>(value: Value): Result<Value> => ({ ok: true, value });
export const refused = (code: ErrorCode, message: string): { ok: false; refusal: Refusal } => ({
  ok: false,
  refusal: { code, message },
});
