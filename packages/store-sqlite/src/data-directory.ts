// The directory of the data: made on first use, and made to stay.

import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';

const OWNER_ONLY = 0o700;

/** A new directory is its owner's alone: it holds payloads and secrets. It is an entry in its parent, and survives a loss of power only once the parent is synced (S1). */
export function ensureDirectory(directory: string): void {
  const path = resolve(directory);
  const firstMade = mkdirSync(path, { recursive: true, mode: OWNER_ONLY });
  if (firstMade === undefined) return;
  let parent = dirname(firstMade);
  syncDirectory(parent);
  for (const name of relative(parent, dirname(path)).split(sep).filter(Boolean)) {
    parent = resolve(parent, name);
    syncDirectory(parent);
  }
}

function syncDirectory(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
