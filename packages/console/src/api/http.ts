// Requests to the server that this page came from. Every failure becomes an ApiError that says what to do next.

/** What the server answered, or that it did not answer. */
export class ApiError extends Error {
  /** The exception's name, such as `ResourceNotFoundException`; `Disconnected` when no answer came. */
  readonly code: string;
  /** 0 when no answer came. */
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
  }

  get isDisconnected(): boolean {
    return this.status === 0;
  }

  /** The server does not know who asks: a login is missing or has expired. */
  get needsLogin(): boolean {
    return this.status === HTTP_UNAUTHORIZED || loginCodes.has(this.code);
  }

  get isNotPermitted(): boolean {
    return this.status === HTTP_FORBIDDEN && !this.needsLogin;
  }

  /** This server is older than the API, or has it switched off. */
  get isUnknownApi(): boolean {
    return this.code === 'UnknownOperationException';
  }

  get isNotFound(): boolean {
    return this.status === HTTP_NOT_FOUND;
  }
}

const HTTP_UNAUTHORIZED = 401;
const HTTP_FORBIDDEN = 403;
const HTTP_NOT_FOUND = 404;
const HTTP_SERVER_FAULT = 500;
const loginCodes: ReadonlySet<string> = new Set([
  'MissingAuthenticationTokenException',
  'UnrecognizedClientException',
  'ExpiredTokenException',
  'InvalidSignatureException',
]);

export type QueryValue = string | number | boolean | undefined | readonly string[];

export interface Request {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  query?: Readonly<Record<string, QueryValue>>;
  headers?: Readonly<Record<string, string>>;
  /** Text travels as it is; anything else as JSON. */
  body?: unknown;
  signal?: AbortSignal | undefined;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

/** Of the session that the cookie stands for; without a login there is none. */
let csrfToken: string | undefined;
export const setCsrfToken = (token: string | undefined): void => {
  csrfToken = token;
};

export async function send(request: Request): Promise<Answer> {
  const { method = 'GET', body, signal, headers } = request;
  let response: Response;
  let text: string;
  try {
    response = await fetch(urlOf(request), {
      method,
      credentials: 'same-origin',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'GET' || csrfToken === undefined ? {} : { 'x-perdure-csrf': csrfToken }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    text = await response.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError('Disconnected', 0, 'The server does not answer. It may be restarting.');
  }
  if (!response.ok) throw errorOf(response, text);
  return { status: response.status, headers: response.headers, text };
}

export async function sendForJson<Body>(request: Request): Promise<Body> {
  const { text, status } = await send(request);
  try {
    return JSON.parse(text) as Body;
  } catch {
    throw new ApiError('UnreadableAnswer', status, 'The server answered with something other than JSON.');
  }
}

export function urlOf({ path, query = {} }: Pick<Request, 'path' | 'query'>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    if (typeof value === 'object') for (const one of value) parameters.append(name, one);
    else parameters.append(name, String(value));
  }
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
}

function errorOf(response: Response, text: string): ApiError {
  const code = (response.headers.get('x-amzn-errortype') ?? `HTTP ${response.status}`).split(':')[0] ?? '';
  return new ApiError(code, response.status, messageIn(text) ?? fallback(response.status));
}

function messageIn(text: string): string | undefined {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== 'object' || body === null) return undefined;
    if ('message' in body && typeof body.message === 'string') return body.message;
    if ('Message' in body && typeof body.Message === 'string') return body.Message;
  } catch {
    // Not JSON: the status must do.
  }
  return undefined;
}

const fallback = (status: number): string =>
  status >= HTTP_SERVER_FAULT ? 'The server failed on this request.' : `The server answered ${status}.`;
