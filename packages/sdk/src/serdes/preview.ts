// A small view of a large value for those who look at a record: chosen fields, masked where they are secret.

import { limits } from '../limits.ts';

export const FieldMatchMode = {
  /** The name may stand anywhere in the path of a field. */
  ANYWHERE: 'ANYWHERE',
  /** The name is the whole path, with dots. */
  PATH: 'PATH',
} as const;
export type FieldMatchMode = (typeof FieldMatchMode)[keyof typeof FieldMatchMode];
export declare namespace FieldMatchMode {
  type ANYWHERE = 'ANYWHERE';
  type PATH = 'PATH';
}

export const PreviewMode = {
  /** Shows what is not excluded. */
  INCLUDE_ALL: 'INCLUDE_ALL',
  /** Shows what is included. */
  EXCLUDE_ALL: 'EXCLUDE_ALL',
} as const;
export type PreviewMode = (typeof PreviewMode)[keyof typeof PreviewMode];
export declare namespace PreviewMode {
  type INCLUDE_ALL = 'INCLUDE_ALL';
  type EXCLUDE_ALL = 'EXCLUDE_ALL';
}

export interface PreviewField {
  name: string;
  /** Default: ANYWHERE. */
  match?: FieldMatchMode;
}

export interface PreviewConfig {
  mode: PreviewMode;
  include?: PreviewField[];
  /** Hides fields with all that is in them, even if they are to be masked. */
  exclude?: PreviewField[];
  /** Shows that a field is there, but not its value. */
  mask?: PreviewField[];
  /** Default: `***`. */
  maskString?: string;
  /** Default: 4096. Fields are taken in order until one does not fit. */
  maxPreviewBytes?: number;
}

const unsafeKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const BRACES_BYTES = 2;
/** Quotes, colon and comma around a path and its value. */
const FIELD_BYTES = 4;

/** A field to show, by the dots of its path. */
type Leaf = readonly [path: string, value: unknown];

/** Builds a view of a value; undefined when there is nothing to show. */
// biome-ignore lint/suspicious/noExplicitAny: previews are made of values of every type, as in AWS's SDK.
export function buildPreview(value: any, config: PreviewConfig): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const leaves: Leaf[] = [];
  collect(value, [], config, leaves);
  const preview: Record<string, unknown> = {};
  let bytes = BRACES_BYTES;
  for (const [path, leaf] of leaves) {
    bytes += Buffer.byteLength(path) + Buffer.byteLength(JSON.stringify(leaf) ?? 'null') + FIELD_BYTES;
    if (bytes > (config.maxPreviewBytes ?? limits.previewBytesMax)) break;
    place(preview, path.split('.'), leaf);
  }
  return Object.keys(preview).length === 0 ? undefined : preview;
}

/** Finds the leaves to show. The objects in an array share its path, so that later
 * ones replace earlier ones; its other items have no path and are left out. */
function collect(value: object, path: readonly string[], config: PreviewConfig, leaves: Leaf[]): void {
  if (Array.isArray(value)) {
    for (const item of value)
      if (typeof item === 'object' && item !== null) collect(item, path, config, leaves);
    return;
  }
  for (const [key, member] of Object.entries(value)) {
    if (key.includes('.') || unsafeKeys.has(key)) continue;
    collectMember([...path, key], member, config, leaves);
  }
}

function collectMember(
  path: readonly string[],
  member: unknown,
  config: PreviewConfig,
  leaves: Leaf[],
): void {
  if (matchesAny(path, config.exclude)) return;
  if (matchesAny(path, config.mask)) leaves.push([path.join('.'), config.maskString ?? '***']);
  else if (typeof member === 'object' && member !== null) collect(member, path, config, leaves);
  else if (member !== undefined && isVisible(path, config)) leaves.push([path.join('.'), member]);
}

const isVisible = (path: readonly string[], config: PreviewConfig): boolean =>
  config.mode === PreviewMode.INCLUDE_ALL || matchesAny(path, config.include);

const matchesAny = (path: readonly string[], fields: PreviewField[] | undefined): boolean =>
  (fields ?? []).some(({ name, match }) =>
    match === FieldMatchMode.PATH ? path.join('.') === name : path.includes(name),
  );

function place(target: Record<string, unknown>, path: readonly string[], leaf: unknown): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length === 0) {
    target[key] = leaf;
    return;
  }
  const inner = target[key];
  const nested: Record<string, unknown> =
    typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
  target[key] = nested;
  place(nested, rest, leaf);
}
