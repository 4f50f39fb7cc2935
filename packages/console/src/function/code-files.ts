// The files in a function's archive.

import { unzipSync } from 'fflate';

export interface CodeFile {
  path: string;
  bytes: Uint8Array;
}

export async function readCode(functionName: string, signal: AbortSignal): Promise<CodeFile[]> {
  const response = await fetch(`/perdure/functions/${encodeURIComponent(functionName)}/code`, {
    credentials: 'same-origin',
    signal,
  });
  if (!response.ok) throw new Error(`The code cannot be read: the server answered ${response.status}.`);
  const entries = unzipSync(new Uint8Array(await response.arrayBuffer()));
  return Object.entries(entries)
    .filter(([path]) => !path.endsWith('/'))
    .map(([path, bytes]) => ({ path, bytes }))
    .sort((left, right) => left.path.localeCompare(right.path));
}

/** The file as text; undefined when it holds something else. */
export function textOf({ bytes }: CodeFile): string | undefined {
  if (bytes.subarray(0, lookedAtBytes).includes(0)) return undefined;
  return new TextDecoder().decode(bytes);
}

const lookedAtBytes = 4096;
