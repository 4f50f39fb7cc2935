// The keys that signatures are made under. Deriving one takes four of the five HMACs of a signature, and it is good for a
// day, so it is kept.

import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { SIGNATURE_SCOPE_END } from '@perdure/protocol/sigv4';
import { signatureLimits } from './limits.ts';

export interface KeyScope {
  accessKeyId: string;
  /** `yyyymmdd` */
  date: string;
  region: string;
  service: string;
}

export class SigningKeys {
  // A key object: with raw bytes, making the HMAC costs five times as much as using it.
  readonly #keys = new Map<string, KeyObject>();

  /** `secret` must be that of the access key id: an id never gets another one. */
  key({ accessKeyId, date, region, service }: KeyScope, secret: string): KeyObject {
    const id = `${accessKeyId}/${date}/${region}/${service}`;
    const known = this.#keys.get(id);
    if (known !== undefined) return known;
    let bytes: string | Buffer = `AWS4${secret}`;
    for (const part of [date, region, service, SIGNATURE_SCOPE_END]) {
      bytes = createHmac('sha256', bytes).update(part).digest();
    }
    const key = createSecretKey(Buffer.from(bytes));
    if (this.#keys.size >= signatureLimits.keysCachedMax) this.#dropOldest();
    this.#keys.set(id, key);
    return key;
  }

  #dropOldest(): void {
    for (const id of this.#keys.keys()) {
      this.#keys.delete(id);
      return;
    }
  }
}
