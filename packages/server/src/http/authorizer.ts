// The seam through which every request to an API passes before it is served.

import type { IncomingHttpHeaders } from 'node:http';
import type { Millis, Result } from '@perdure/protocol';

/** Who is asking. */
export interface Identity {
  /** ARN of the user or role, for logs and audit. */
  readonly arn: string;
  /** Of a user, for APIs that act on the caller. */
  readonly userName?: string;
  /** Present for a browser that has logged in. */
  readonly login?: { readonly csrfToken: string; readonly expiresAt: Millis };
  /** Nobody: an API that is open to everybody was called without credentials. */
  readonly isAnonymous?: true;
}

/** What is asked, with all that a signature covers. */
export interface AuthorizationRequest {
  readonly requestId: string;
  /** Name of the API, which is the IAM action without `lambda:`. */
  readonly apiName: string;
  readonly method: string;
  /** Path and query exactly as they came: signatures are computed over the encoded form. */
  readonly url: string;
  /** Path labels by member name, decoded: the resource that is asked for. */
  readonly labels: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Address of the peer; undefined once it has gone. */
  readonly remoteAddress: string | undefined;
  /** Whether it came over TLS. */
  readonly isSecure: boolean;
  /** The service that the signature must be for: `lambda`, `events` … */
  readonly service: string;
  /** Everybody may call; who it is, is found out if the request tells. */
  readonly isOpen: boolean;
}

/** A request whose body has not been read. */
export type UnreadRequest = Omit<AuthorizationRequest, 'body'>;

export interface Authorizer {
  /**
   * Refuses, before a large body is read, whoever `authorize` would refuse whatever the body is. Default: everybody may
   * send.
   */
  screen?(request: UnreadRequest): Promise<Result<void>>;
  /**
   * Refuses when the caller is unknown (UnrecognizedClientException and its kin) or may not do what is asked
   * (AccessDeniedException). A request that is open to everybody is never refused.
   */
  authorize(request: AuthorizationRequest): Promise<Result<Identity>>;
  /**
   * Told what became of a request that was admitted: `Succeeded`, or the code of the error. The answer waits for it.
   * Default: nobody wants to know.
   */
  settled?(request: AuthorizationRequest, identity: Identity, outcome: string): Promise<void> | undefined;
}
