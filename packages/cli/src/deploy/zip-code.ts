// The deployment package. Equal files give equal bytes, so that deploying the same code twice changes nothing.

import { createHash } from 'node:crypto';
import { zipSync } from 'fflate';

const ZIP_YEAR_MIN = 1980;

export interface CodePackage {
  zip: Uint8Array;
  /** Base64, as CodeSha256 in the API. */
  sha256: string;
}

export function zipCode(files: Record<string, Uint8Array>): CodePackage {
  // Local time on purpose: it is what the format stores, so every zone gives the same bytes.
  const modified = new Date(ZIP_YEAR_MIN, 0, 1);
  const sorted = Object.entries(files).sort(([left], [right]) => (left < right ? -1 : 1));
  const zip = zipSync(Object.fromEntries(sorted), { mtime: modified });
  return { zip, sha256: createHash('sha256').update(zip).digest('base64') };
}
