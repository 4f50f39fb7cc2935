// Logins of browsers. A session is a random token in a cookie; the store has its hash, so that a copy of the database lets
// nobody in.
//
//   kind `auth-session`  key `<SHA-256 of the token>`  ConsoleSession

import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { MILLIS_PER_SECOND, type Millis } from '@perdure/protocol';
import type { Store } from '@perdure/store';
import { identityLimits } from './limits.ts';

/** Whose login it is: a user, by the key that logged in, or whoever started the server. */
export type SessionOwner = { kind: 'root' } | { kind: 'user'; name: string; accessKeyId?: string };

export interface ConsoleSession {
  owner: SessionOwner;
  csrfToken: string;
  issuedAt: Millis;
  expiresAt: Millis;
}

export interface ConsoleSessionsOptions {
  store: Pick<Store, 'records' | 'writeRecords'>;
  now(): Millis;
}

const KIND = 'auth-session';
const digest = (token: string): string => hash('sha256', token, 'hex');
const freshToken = (): string => randomBytes(identityLimits.consoleTokenBytes).toString('base64url');

export class ConsoleSessions {
  readonly #options: ConsoleSessionsOptions;
  /** By the hash of the token. */
  readonly #sessions = new Map<string, ConsoleSession>();
  /** One-time links that have not been used, by the hash of their token. */
  readonly #links = new Map<string, { owner: SessionOwner; expiresAt: Millis }>();

  constructor(options: ConsoleSessionsOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    for (const { key, body } of await this.#options.store.records(KIND)) {
      this.#sessions.set(key, JSON.parse(body) as ConsoleSession);
    }
    await this.#removeEnded();
  }

  /** Answers the token for the cookie. */
  async begin(owner: SessionOwner): Promise<{ token: string; session: ConsoleSession }> {
    await this.#removeEnded();
    const token = freshToken();
    const issuedAt = this.#options.now();
    const session: ConsoleSession = {
      owner,
      csrfToken: freshToken(),
      issuedAt,
      expiresAt: issuedAt + identityLimits.consoleSessionSeconds * MILLIS_PER_SECOND,
    };
    const key = digest(token);
    await this.#options.store.writeRecords([
      { kind: KIND, key, expectedRevision: 0, body: JSON.stringify(session) },
    ]);
    this.#sessions.set(key, session);
    return { token, session };
  }

  /** The session of a cookie; undefined when it has ended, or never was. */
  find(token: string): ConsoleSession | undefined {
    const session = this.#sessions.get(digest(token));
    return session !== undefined && session.expiresAt > this.#options.now() ? session : undefined;
  }

  async end(token: string): Promise<void> {
    await this.#remove([digest(token)]);
  }

  /** A token that logs in once, within ten minutes. It does not survive the server. */
  makeLink(owner: SessionOwner): { token: string; expiresAt: Millis } {
    const now = this.#options.now();
    for (const [key, { expiresAt }] of this.#links) if (expiresAt <= now) this.#links.delete(key);
    const [oldest] = this.#links.keys();
    if (oldest !== undefined && this.#links.size >= identityLimits.loginLinksMax) this.#links.delete(oldest);
    const token = freshToken();
    const expiresAt = now + identityLimits.loginLinkSeconds * MILLIS_PER_SECOND;
    this.#links.set(digest(token), { owner, expiresAt });
    return { token, expiresAt };
  }

  /** Whose link it is; undefined when it is unknown, used or too old. */
  useLink(token: string): SessionOwner | undefined {
    const key = digest(token);
    const link = this.#links.get(key);
    this.#links.delete(key);
    return link !== undefined && link.expiresAt > this.#options.now() ? link.owner : undefined;
  }

  async #removeEnded(): Promise<void> {
    const now = this.#options.now();
    await this.#remove(
      [...this.#sessions].filter(([, { expiresAt }]) => expiresAt <= now).map(([key]) => key),
    );
  }

  async #remove(keys: readonly string[]): Promise<void> {
    const known = keys.filter((key) => this.#sessions.delete(key));
    if (known.length === 0) return;
    await this.#options.store.writeRecords(known.map((key) => ({ kind: KIND, key, expectedRevision: 1 })));
  }
}

/** Whether two secrets are the same, in a time that does not tell where they differ. */
export function isSameSecret(left: string, right: string): boolean {
  const [one, other] = [left, right].map((text) => hash('sha256', text, 'buffer'));
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}
