// How functions are stored. One record per function holds what may change: `$LATEST`, aliases, tags, concurrency. One
// record per published version holds what never changes.
//
//   kind `function`          key `<name>`             FunctionRecord
//   kind `function-version`  key `<name>:<number>`    FunctionConfiguration; written once, then only removed (P7)
//   kind `function-numbers`  key `<name>`             { lastVersion } of a function that was deleted: were its numbers used
//                                                     again, an execution pinned to one would run another's code
//
// Version numbers in keys are padded, so that their order is that of the numbers. Names hold no colon.

import type { FunctionConfiguration } from './function-api.ts';
import { functionLimits } from './limits.ts';

export const recordKinds = {
  function: 'function',
  version: 'function-version',
  numbers: 'function-numbers',
} as const;

export interface AliasRecord {
  name: string;
  functionVersion: string;
  description: string;
  /** Shares of invocations by version; empty for a plain alias. */
  weights: Record<string, number>;
  revisionId: string;
}

export interface FunctionRecord {
  latest: FunctionConfiguration;
  /** The number of the newest version; 0 when none was ever published. */
  lastVersion: number;
  /** By name. */
  aliases: Record<string, AliasRecord>;
  tags: Record<string, string>;
  reservedConcurrency?: number;
  /** By qualifier. */
  eventInvokes?: Record<string, EventInvokeRecord>;
  /** By qualifier; under '' that of the function as it is called without one. */
  policies?: Record<string, PolicyRecord>;
}

/** The policy on a function, version or alias. */
export interface PolicyRecord {
  /** JSON text. */
  document: string;
  revisionId: string;
}

/** How asynchronous invocations are retried; absent members: as Lambda does. */
export interface EventInvokeRecord {
  retryAttemptsMax?: number;
  eventAgeSecondsMax?: number;
  /** ARNs of destinations. */
  onSuccess?: string;
  onFailure?: string;
  modifiedAt: number;
}

export interface FunctionNumbers {
  lastVersion: number;
}

export const versionKeyPrefix = (functionName: string): string => `${functionName}:`;

export const versionKey = (functionName: string, version: string): string =>
  versionKeyPrefix(functionName) + version.padStart(functionLimits.versionDigits, '0');

/** Names are the client's: one such as `constructor` must not find what every object inherits. */
export const findAlias = (record: FunctionRecord, name: string): AliasRecord | undefined =>
  Object.hasOwn(record.aliases, name) ? record.aliases[name] : undefined;

/** The record once nothing bears the qualifier any more. */
export function forgetQualifier(record: FunctionRecord, qualifier: string): FunctionRecord {
  const forgotten = forgetEventInvoke(record, qualifier);
  if (forgotten.policies === undefined) return forgotten;
  const { [qualifier]: _, ...policies } = forgotten.policies;
  return { ...forgotten, policies };
}

export function forgetEventInvoke(record: FunctionRecord, qualifier: string): FunctionRecord {
  if (record.eventInvokes === undefined) return record;
  const { [qualifier]: _, ...eventInvokes } = record.eventInvokes;
  return { ...record, eventInvokes };
}

/** Records are read from our own store, written by `writeRecord` only. */
export const readRecord = <Document>(body: string): Document => JSON.parse(body) as Document;
export const writeRecord = (document: FunctionRecord | FunctionConfiguration | FunctionNumbers): string =>
  JSON.stringify(document);
