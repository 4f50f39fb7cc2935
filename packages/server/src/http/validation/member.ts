// Members of requests, described once and read by the description: text, integers, lists, structures …
//
// A member reads a raw value, which is what JSON.parse gave or the text of a path, query or header. It returns the value
// in its own type, or tells the report what is wrong and returns undefined. `null` counts as absent everywhere.

import type { Millis } from '@perdure/protocol';
import { MILLIS_PER_SECOND } from '@perdure/protocol';
import { httpLimits } from '../http-limits.ts';
import type { Report } from './report.ts';

/** Where raw values come from: members of a JSON body are typed, those of path, query and headers are all text. */
export type Form = 'json' | 'text';

export interface Member<out Value> {
  /** `path` is how messages name the member: `updates.1.member.stepOptions`. `raw` is neither undefined nor null. */
  read(raw: unknown, path: string, report: Report, form: Form): Value | undefined;
}

export interface RequiredMember<out Value> extends Member<Value> {
  readonly required: true;
}

export const required = <Value>(member: Member<Value>): RequiredMember<Value> => ({
  read: member.read,
  required: true,
});

export interface TextConstraints {
  readonly charsMin?: number;
  readonly charsMax?: number;
  readonly pattern?: RegExp;
  /** Messages do not repeat the value. */
  readonly sensitive?: boolean;
}

export function text(constraints: TextConstraints = {}): Member<string> {
  const { charsMin = 0, charsMax = Number.POSITIVE_INFINITY, pattern, sensitive = false } = constraints;
  return {
    read(raw, path, report) {
      if (typeof raw !== 'string') {
        report.cannotConvert(raw, 'String', path);
        return undefined;
      }
      const value = raw;
      if (value.length < charsMin) {
        const rule = `Member must have length greater than or equal to ${charsMin}`;
        report.violates(value, path, rule, sensitive);
      }
      if (value.length > charsMax) {
        const rule = `Member must have length less than or equal to ${charsMax}`;
        report.violates(value, path, rule, sensitive);
      } else if (pattern !== undefined && !pattern.test(value)) {
        const rule = `Member must satisfy regular expression pattern: ${unanchored(pattern)}`;
        report.violates(value, path, rule, sensitive);
      }
      return value;
    },
  };
}

/** Patterns of the API model are anchored by definition and written without anchors. */
const unanchored = (pattern: RegExp): string => pattern.source.replace(/^\^/, '').replace(/\$$/, '');

export function choice<const Value extends string>(values: readonly Value[]): Member<Value> {
  return {
    read(raw, path, report) {
      if (typeof raw !== 'string') {
        report.cannotConvert(raw, 'String', path);
        return undefined;
      }
      const found = values.find((known) => known === raw);
      if (found === undefined) {
        report.violates(raw, path, `Member must satisfy enum value set: [${values.join(', ')}]`);
      }
      return found;
    },
  };
}

export function integer(min: number, max: number = Number.MAX_SAFE_INTEGER): Member<number> {
  return numeric(min, max, 'Integer', Number.isInteger, /^[+-]?\d+$/);
}

export function decimal(min: number, max: number): Member<number> {
  return numeric(min, max, 'Double', Number.isFinite, /^[+-]?\d+(\.\d+)?$/);
}

function numeric(
  min: number,
  max: number,
  type: string,
  fits: (value: number) => boolean,
  written: RegExp,
): Member<number> {
  return {
    read(raw, path, report, form) {
      const isWritten = form === 'text' && typeof raw === 'string' && written.test(raw);
      const value = isWritten ? Number(raw) : raw;
      if (typeof value !== 'number' || !fits(value)) {
        report.cannotConvert(raw, type, path);
        return undefined;
      }
      if (value < min) report.violates(raw, path, `Member must have value greater than or equal to ${min}`);
      if (value > max) report.violates(raw, path, `Member must have value less than or equal to ${max}`);
      return value;
    },
  };
}

export const flag: Member<boolean> = {
  read(raw, path, report, form) {
    if (typeof raw === 'boolean') return raw;
    if (form === 'text' && raw === 'true') return true;
    if (form === 'text' && raw === 'false') return false;
    report.cannotConvert(raw, 'Boolean', path);
    return undefined;
  },
};

const isoInstant = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const epochSeconds = /^\d{1,12}(\.\d{1,9})?$/;

/** A point in time in a query: ISO 8601 with or without the time of day, UTC unless it says otherwise, or epoch seconds. */
export const instant: Member<Millis> = {
  read(raw, path, report) {
    const value = typeof raw === 'string' ? readInstant(raw) : Number.NaN;
    if (!Number.isNaN(value)) return value;
    report.cannotConvert(raw, 'Date', path);
    return undefined;
  },
};

function readInstant(given: string): number {
  if (epochSeconds.test(given)) return Number(given) * MILLIS_PER_SECOND;
  if (!isoInstant.test(given)) return Number.NaN;
  const hasZone = !given.includes('T') || /(Z|[+-]\d{2}:?\d{2})$/.test(given);
  return Date.parse(hasZone ? given : `${given}Z`);
}

const base64Text = /^[A-Za-z0-9+/]*={0,2}$/;

/** Bytes, written as standard base64. */
export const base64: Member<Uint8Array> = {
  read(raw, path, report) {
    if (typeof raw === 'string' && base64Text.test(raw)) return Buffer.from(raw, 'base64');
    report.cannotConvert(typeof raw === 'string' ? '…' : raw, 'Blob', path);
    return undefined;
  },
};

/** Any JSON value, kept as it came. */
export const anyJson: Member<unknown> = {
  read(raw, path, report) {
    if (isNestedDeeperThan(raw, httpLimits.nestingMax)) {
      report.violates(raw, path, `Member must not be nested deeper than ${httpLimits.nestingMax} levels`);
      return undefined;
    }
    return raw;
  },
};

function isNestedDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((inner) => isNestedDeeperThan(inner, levels - 1));
}
