// What an API is to the HTTP layer: how it is addressed, and a function from a call to an answer. Files of API families
// declare these; api-server.ts serves them.

import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { accepted, type Result } from '@perdure/protocol';
import type { Identity } from './authorizer.ts';
import { OK } from './http-status.ts';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** One request to an API, read as far as every API needs it. */
export interface Call {
  readonly requestId: string;
  /** Path labels by member name, decoded. */
  readonly labels: Readonly<Record<string, string>>;
  /** What stands after `?`, undecoded. */
  readonly queryText: string;
  readonly headers: IncomingHttpHeaders;
  /** Empty when the request has none. */
  readonly body: Buffer;
  readonly identity: Identity;
  /** Whether it came over TLS. */
  readonly isSecure: boolean;
  /** A signal that fires when the client goes away before it was answered. */
  disconnected(): AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON text, or bytes or a stream whose content type `headers` names; absent for an empty body. */
  readonly body?: string | Uint8Array | Readable;
}

export interface Api {
  /** As AWS names it; authorization and logs use it. */
  readonly name: string;
  readonly method: HttpMethod;
  /**
   * The path with labels in braces, as in the API model: `/2015-03-31/functions/{FunctionName}/aliases/{Name}`.
   * A label written `{Arn+}` may hold slashes when its sender did not encode them; nothing but one fixed segment may
   * follow it.
   */
  readonly path: string;
  /**
   * The value of X-Amz-Target that chooses it among APIs of one method and path, for protocols that have one path only.
   * Its errors name their class in the body too, as those protocols have it.
   */
  readonly target?: string;
  /** Bytes of body that are read; longer ones are refused unread. Default: `httpLimits.bodyBytesMax`. */
  readonly bodyBytesMax?: number;
  /** Everybody may call, without credentials. Default: a policy must allow it. */
  readonly isOpen?: true;
  readonly handle: (call: Call) => Promise<Result<Answer>>;
}

/** The answer most APIs give: a JSON document. */
export const jsonAnswer = (document: object, status = OK): Result<Answer> =>
  accepted({ status, body: JSON.stringify(document) });
