// The authorizer of development: whoever calls from this machine may do everything, as local AWS tools expect. The one
// stranger who also calls from this machine is a web page that the developer visits. Browsers tell on it:
//
//   Host    names what the page believes to talk to. A page that had its own name resolve to 127.0.0.1 (DNS rebinding)
//           cannot hide that name.
//   Origin, Sec-Fetch-Site  name the page itself (foreign-page.ts).

import { accepted, type Result, refused } from '@perdure/protocol';
import type { AuthorizationRequest, Authorizer, Identity } from './authorizer.ts';
import { isForeignPage } from './foreign-page.ts';

export interface LoopbackAuthorizerOptions {
  /** Names, beside those of loopback, under which this server may be addressed; without port. Default: none. */
  readonly hostNames?: readonly string[];
  /** Origins of web pages, such as `http://localhost:5173`, that may call. Default: only pages of this server itself. */
  readonly origins?: readonly string[];
  readonly identity: Identity;
}

const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];
const loopbackAddresses = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;

export class LoopbackAuthorizer implements Authorizer {
  readonly #hostNames: ReadonlySet<string>;
  readonly #origins: ReadonlySet<string>;
  readonly #identity: Result<Identity>;

  constructor({ hostNames = [], origins = [], identity }: LoopbackAuthorizerOptions) {
    this.#hostNames = new Set([...loopbackNames, ...hostNames.map((name) => name.toLowerCase())]);
    this.#origins = new Set(origins);
    this.#identity = accepted(identity);
  }

  async authorize(
    request: Pick<AuthorizationRequest, 'headers' | 'remoteAddress'>,
  ): Promise<Result<Identity>> {
    return this.admit(request);
  }

  /** The same, at once. */
  admit({
    headers,
    remoteAddress,
  }: Pick<AuthorizationRequest, 'headers' | 'remoteAddress'>): Result<Identity> {
    if (remoteAddress === undefined || !loopbackAddresses.test(remoteAddress)) {
      return denied('Without configured credentials this server answers only calls from its own machine');
    }
    const { host = '', origin } = headers;
    if (!this.#hostNames.has(hostName(host))) {
      return denied('The Host header does not name this server; address it as localhost');
    }
    if (!isForeignPage(headers) || (origin !== undefined && this.#origins.has(origin))) return this.#identity;
    return denied('A web page of another origin may not call this server; allow the origin if it is yours');
  }
}

/** The name in a Host header, without the port. */
const hostName = (host: string): string => host.toLowerCase().replace(/:\d+$/, '');

const denied = (reason: string): Result<Identity> => refused('AccessDeniedException', reason);
