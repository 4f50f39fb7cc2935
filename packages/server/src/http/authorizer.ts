// The seam through which every request to an API passes before it is served.

import type { IncomingHttpHeaders } from 'node:http';
import type { Result } from '@perdure/protocol';

/** Who is asking. */
export interface Identity {
  /** ARN of the user or role, for logs and audit. */
  readonly arn: string;
}

/** What is asked, with all that a signature covers. */
export interface AuthorizationRequest {
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
}

export interface Authorizer {
  /** Refuses with AccessDeniedException when the caller is unknown, or may not do what is asked. */
  authorize(request: AuthorizationRequest): Promise<Result<Identity>>;
}
