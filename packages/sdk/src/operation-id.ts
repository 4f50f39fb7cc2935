// Identity of operations.
//
// An operation is known by its position: the handler's first operation is "1", the second operation in the context at
// position "3" is "3-2". On the wire stands the beginning of the MD5 of that text. Names play no part in it.

import type { hash as Hash } from 'node:crypto';
import { limits } from './limits.ts';

const cache = new Map<string, string>();

// Loaded with the first operation: importing the package is part of every cold start, and this module its largest part.
let hash: typeof Hash | undefined;

/** The id on the wire of the operation at a position. */
export function wireId(rawId: string): string {
  const cached = cache.get(rawId);
  if (cached !== undefined) return cached;
  hash ??= process.getBuiltinModule('node:crypto').hash;
  const id = hash('md5', rawId, 'hex').slice(0, limits.operationIdChars);
  // Positions repeat over executions, the first ones most of all: a full cache keeps them and takes no more.
  if (cache.size < limits.operationIdsCachedMax) cache.set(rawId, id);
  return id;
}

/** The place of an operation, and its id on the wire. */
export interface Position {
  readonly rawId: string;
  readonly id: string;
}

/** Those in the handler's own context, which every replay asks for from the first on. */
const outermost: Position[] = [];

/** The nth operation (from 1) of the context at `prefix`; the handler's own context has none. */
export function positionOf(prefix: string | undefined, n: number): Position {
  const known = prefix === undefined ? outermost[n - 1] : undefined;
  if (known !== undefined) return known;
  const rawId = rawIdOf(prefix, n);
  const position = { rawId, id: wireId(rawId) };
  if (prefix === undefined && n === outermost.length + 1 && n <= limits.operationIdsCachedMax) {
    outermost.push(position);
  }
  return position;
}

/** The position of the nth operation of the context at `prefix`; the handler's own context has none. */
export const rawIdOf = (prefix: string | undefined, n: number): string =>
  prefix === undefined ? String(n) : `${prefix}-${n}`;
