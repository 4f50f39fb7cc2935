// The deployment package. Equal files give equal bytes, so that deploying the same code twice changes nothing.

import { createHash } from 'node:crypto';
import { type Zippable, zipSync } from 'fflate';
import type { PackedFiles } from '../packaging/directory-files.ts';

const ZIP_YEAR_MIN = 1980;
const UNIX = 3;
const FILE_MODE = 0o100644;
const EXECUTABLE_MODE = 0o100755;
/** Where the format keeps the mode of a file. */
const MODE_SHIFT_BITS = 16;

export interface CodePackage {
  zip: Uint8Array;
  /** Base64, as CodeSha256 in the API. */
  sha256: string;
}

/** Path with forward slashes to content. */
export function zipCode(files: Record<string, Uint8Array>): CodePackage {
  return zipped(Object.entries(files));
}

export function zipFiles(files: PackedFiles): CodePackage {
  const entries = [...files].map(([path, { content, isExecutable }]) => {
    const mode = isExecutable ? EXECUTABLE_MODE : FILE_MODE;
    return [path, [content, { os: UNIX, attrs: mode << MODE_SHIFT_BITS }]] as [string, Zippable[string]];
  });
  return zipped(entries);
}

/** An archive that somebody else has made. */
export const packageOf = (zip: Uint8Array): CodePackage => ({
  zip,
  sha256: createHash('sha256').update(zip).digest('base64'),
});

function zipped(entries: [string, Zippable[string]][]): CodePackage {
  // Local time on purpose: it is what the format stores, so every zone gives the same bytes.
  const modified = new Date(ZIP_YEAR_MIN, 0, 1);
  const sorted = entries.sort(([left], [right]) => (left < right ? -1 : 1));
  return packageOf(zipSync(Object.fromEntries(sorted), { mtime: modified }));
}
