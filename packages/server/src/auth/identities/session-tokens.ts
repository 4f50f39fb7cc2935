// Session credentials: those of an environment, and those of a user who has taken a role. The session token is sealed and
// holds everything there is to know, so nothing of a session is stored, and any server with the key can judge it.
//
// T1  The credentials of an environment are good only while the environment lives.

import type { Millis } from '@perdure/protocol';
import { MILLIS_PER_SECOND } from '@perdure/protocol';
import { freshId, freshSecret } from './fresh-credentials.ts';
import { identityLimits } from './limits.ts';
import type { SecretBox } from './secret-box.ts';

export interface Session {
  accessKeyId: string;
  secret: string;
  roleArn: string;
  sessionName: string;
  issuedAt: Millis;
  expiresAt: Millis;
  /** Present for the credentials of an environment. */
  environment?: { id: string; functionName: string };
}

export interface SessionCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiresAt: Millis;
}

export interface SessionTokensOptions {
  box: SecretBox;
  now(): Millis;
}

export class SessionTokens {
  readonly #options: SessionTokensOptions;
  readonly #opened = new Map<string, Session>();
  readonly #environments = new Set<string>();

  constructor(options: SessionTokensOptions) {
    this.#options = options;
  }

  issue(who: Pick<Session, 'roleArn' | 'sessionName' | 'environment'>, seconds: number): SessionCredentials {
    const { box, now } = this.#options;
    const issuedAt = now();
    const accessKeyId = freshId('ASIA');
    const secretAccessKey = freshSecret();
    const expiresAt = issuedAt + seconds * MILLIS_PER_SECOND;
    const session: Session = { ...who, accessKeyId, secret: secretAccessKey, issuedAt, expiresAt };
    if (who.environment !== undefined) this.#environments.add(who.environment.id);
    return { accessKeyId, secretAccessKey, sessionToken: box.seal(JSON.stringify(session)), expiresAt };
  }

  /** The environment is gone: its credentials are worth nothing from now on. */
  endEnvironment(environmentId: string): void {
    this.#environments.delete(environmentId);
  }

  /** The session of a token; undefined when this server never issued it. It may be over. */
  open(token: string): Session | undefined {
    const known = this.#opened.get(token);
    if (known !== undefined) return known;
    const text = this.#options.box.open(token);
    if (text === undefined) return undefined;
    // Sealed by `issue` only.
    const session = JSON.parse(text) as Session;
    if (this.#opened.size >= identityLimits.sessionsCachedMax) this.#opened.clear();
    this.#opened.set(token, session);
    return session;
  }

  isOver({ expiresAt, environment }: Session): boolean {
    if (expiresAt <= this.#options.now()) return true;
    return environment !== undefined && !this.#environments.has(environment.id);
  }
}
