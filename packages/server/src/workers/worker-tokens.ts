// The tokens by which workers are known. A worker sees the code, the variables and the credentials of every function that
// it runs, so a token is worth as much as the server's own machine.
//
// Kept are their hashes only: who reads the store cannot connect as a worker. A token is
//
//   pwt_<id>_<secret>
//
// where the id finds the record, and the secret is compared in constant time.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { accepted, type Millis, type Result, refused } from '@perdure/protocol';
import type { Store } from '@perdure/store';
import { workerLimits } from './limits.ts';

export interface WorkerToken {
  tokenId: string;
  /** For people. */
  name: string;
  createdAt: Millis;
}

interface TokenRecord extends WorkerToken {
  /** SHA-256 of the whole token, hexadecimal. */
  hash: string;
}

/** The port through which a connection of a worker is judged. */
export interface WorkerAuthenticator {
  /** The token that the text is; undefined when it is none, or was removed. */
  verify(text: string): Promise<WorkerToken | undefined>;
}

const RECORD_KIND = 'worker-token';
const tokenPattern = /^pwt_([0-9a-f]+)_[A-Za-z0-9_-]+$/;
/** What a token without record is compared with, so that the answer takes as long. */
const nobody = 'pwt__';

export class WorkerTokens implements WorkerAuthenticator {
  readonly #store: Pick<Store, 'record' | 'records' | 'writeRecords'>;
  readonly #now: () => Millis;
  readonly #onRemoved: (tokenId: string) => void;

  constructor(
    store: Pick<Store, 'record' | 'records' | 'writeRecords'>,
    now: () => Millis,
    onRemoved: (tokenId: string) => void,
  ) {
    this.#store = store;
    this.#now = now;
    this.#onRemoved = onRemoved;
  }

  /** The token itself is in the answer, and nowhere else ever again. */
  async create(name: string): Promise<Result<{ token: string; created: WorkerToken }>> {
    if ((await this.list()).length >= workerLimits.tokensMax) {
      const message = `There are ${workerLimits.tokensMax} worker tokens already; delete those that no worker uses`;
      return refused('InvalidParameterValueException', message);
    }
    const tokenId = randomBytes(workerLimits.tokenIdBytes).toString('hex');
    const secret = randomBytes(workerLimits.tokenSecretBytes).toString('base64url');
    const token = `pwt_${tokenId}_${secret}`;
    const created: WorkerToken = { tokenId, name, createdAt: this.#now() };
    const record: TokenRecord = { ...created, hash: hashOf(token).toString('hex') };
    await this.#store.writeRecords([
      { kind: RECORD_KIND, key: tokenId, expectedRevision: 0, body: JSON.stringify(record) },
    ]);
    return accepted({ token, created });
  }

  /** Oldest first. */
  async list(): Promise<WorkerToken[]> {
    const records = await this.#store.records(RECORD_KIND);
    const tokens = records.map(({ body }) => JSON.parse(body) as TokenRecord);
    return tokens
      .map(({ hash: _, ...token }) => token)
      .sort((left, right) => left.createdAt - right.createdAt);
  }

  /** Workers that are connected with it are cut off. */
  async remove(tokenId: string): Promise<Result<void>> {
    const record = await this.#store.record(RECORD_KIND, tokenId);
    const removed =
      record !== undefined &&
      (await this.#store.writeRecords([
        { kind: RECORD_KIND, key: tokenId, expectedRevision: record.revision },
      ]));
    if (!removed) return refused('ResourceNotFoundException', `There is no worker token ${tokenId}`);
    this.#onRemoved(tokenId);
    return accepted(undefined);
  }

  async verify(text: string): Promise<WorkerToken | undefined> {
    const [, tokenId] = tokenPattern.exec(text) ?? [];
    const record = tokenId === undefined ? undefined : await this.#store.record(RECORD_KIND, tokenId);
    const known = record === undefined ? undefined : (JSON.parse(record.body) as TokenRecord);
    const expected = known === undefined ? hashOf(nobody) : Buffer.from(known.hash, 'hex');
    const isRight = timingSafeEqual(hashOf(text), expected);
    if (known === undefined || !isRight) return undefined;
    const { hash: _, ...token } = known;
    return token;
  }
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();
