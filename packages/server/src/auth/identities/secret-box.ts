// Encrypts what must not be read from a copy of the database: secrets of access keys, and session tokens. AES-256-GCM under
// a key that is derived, for each purpose, from one file beside the database.

import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { identityLimits } from './limits.ts';

const { boxKeyBytes, boxNonceBytes, boxTagBytes } = identityLimits;
const CIPHER = 'aes-256-gcm';
const OWNER_ONLY = 0o600;

export class SecretBox {
  readonly #key: KeyObject;

  private constructor(key: KeyObject) {
    this.#key = key;
  }

  /** A box for one purpose: what was sealed for another one does not open. */
  static of(root: Buffer, purpose: string): SecretBox {
    return new SecretBox(createSecretKey(Buffer.from(hkdfSync('sha256', root, '', purpose, boxKeyBytes))));
  }

  /** `label` is bound to the sealed text: it opens only under the same label. */
  seal(text: string, label = ''): string {
    const nonce = randomBytes(boxNonceBytes);
    const cipher = createCipheriv(CIPHER, this.#key, nonce).setAAD(Buffer.from(label));
    const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([sealed, cipher.getAuthTag()]).toString('base64');
  }

  /** Undefined when it was not sealed by this box and under this label, or was changed since. */
  open(sealed: string, label = ''): string | undefined {
    const bytes = Buffer.from(sealed, 'base64');
    if (bytes.length < boxNonceBytes + boxTagBytes) return undefined;
    const decipher = createDecipheriv(CIPHER, this.#key, bytes.subarray(0, boxNonceBytes));
    decipher.setAAD(Buffer.from(label)).setAuthTag(bytes.subarray(-boxTagBytes));
    try {
      const text = decipher.update(bytes.subarray(boxNonceBytes, -boxTagBytes));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }
}

/** Reads the file that all boxes of a server are derived from, and makes it if it is not there. */
export async function readRootKey(path: string): Promise<Buffer> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return makeRootKey(path);
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length === boxKeyBytes) return key;
  throw new Error(`${path} does not hold the key of this server's secrets; restore it from a backup.`);
}

/** A crash leaves either no file or a whole one. */
async function makeRootKey(path: string): Promise<Buffer> {
  const key = randomBytes(boxKeyBytes);
  const draft = `${path}.new`;
  await rm(draft, { force: true });
  const file = await open(draft, 'wx', OWNER_ONLY);
  await file.writeFile(`${key.toString('base64')}\n`);
  await file.sync();
  await file.close();
  await rename(draft, path);
  const folder = await open(dirname(path), 'r');
  await folder.sync();
  await folder.close();
  return key;
}
