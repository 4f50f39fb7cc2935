// Members that hold members: structures, lists and maps. A structure is described by an object of members and read into
// an object of values, whose type follows from the description.

import type { Form, Member, RequiredMember } from './member.ts';
import { anyJson } from './member.ts';
import type { Report } from './report.ts';

export type Members = Readonly<Record<string, Member<unknown>>>;

type ValueOf<Described> = Described extends Member<infer Value> ? Value : never;
type RequiredName<Described extends Members> = {
  [Name in keyof Described]: Described[Name] extends RequiredMember<unknown> ? Name : never;
}[keyof Described];

/** The object that reading by the description gives. */
export type ReadBy<Described extends Members> = {
  -readonly [Name in RequiredName<Described>]: ValueOf<Described[Name]>;
} & {
  -readonly [Name in Exclude<keyof Described, RequiredName<Described>>]?: ValueOf<Described[Name]>;
};

/** What becomes of members that the description does not name: dropped, kept as they came, or told as violations. */
export type Unknowns = 'dropped' | 'kept' | 'refused';

/** Reads each described member of `source`. What is wrong is in the report; the values then are not to be used. */
export function readMembers<const Described extends Members>(
  members: Described,
  source: Readonly<Record<string, unknown>>,
  prefix: string,
  report: Report,
  form: Form,
): ReadBy<Described> {
  const values: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(members)) {
    const path = prefix + lowerCamel(name);
    const raw = Object.hasOwn(source, name) ? source[name] : undefined;
    if (raw === undefined || raw === null) {
      if ('required' in member) report.violates(null, path, 'Member must not be null');
      continue;
    }
    const value = member.read(raw, path, report, form);
    if (value !== undefined) values[name] = value;
  }
  return values as ReadBy<Described>;
}

export function structure<const Described extends Members>(
  members: Described,
  unknowns: Unknowns = 'dropped',
): Member<ReadBy<Described>> {
  return {
    read(raw, path, report, form) {
      if (!isObject(raw)) {
        report.cannotConvert(raw, 'Structure', path);
        return undefined;
      }
      if (unknowns === 'refused') refuseUnknowns(members, raw, `${path}.`, report);
      const values = readMembers(members, raw, `${path}.`, report, form);
      return unknowns === 'kept' ? { ...readUnknowns(members, raw, `${path}.`, report), ...values } : values;
    },
  };
}

/** The members of `source` that the description does not name, `null` ones left out. */
export function readUnknowns(
  members: Members,
  source: Readonly<Record<string, unknown>>,
  prefix: string,
  report: Report,
): Record<string, unknown> {
  const names = Object.keys(source).filter((name) => !Object.hasOwn(members, name) && name !== '__proto__');
  const described = Object.fromEntries(names.map((name) => [name, anyJson]));
  return readMembers(described, source, prefix, report, 'json');
}

/** Reports each member of `source` that the description does not name. */
export function refuseUnknowns(
  members: Members,
  source: Readonly<Record<string, unknown>>,
  prefix: string,
  report: Report,
): void {
  const known = Object.keys(members).join(', ');
  for (const [name, value] of Object.entries(source)) {
    if (Object.hasOwn(members, name)) continue;
    report.violates(value, prefix + lowerCamel(name), `Member must be one of [${known}]`);
  }
}

export interface CountConstraints {
  readonly countMin?: number;
  readonly countMax?: number;
}

export function list<Value>(element: Member<Value>, constraints: CountConstraints = {}): Member<Value[]> {
  return {
    read(raw, path, report, form) {
      const elements = form === 'text' && typeof raw === 'string' ? [raw] : raw;
      if (!Array.isArray(elements)) {
        report.cannotConvert(raw, 'List', path);
        return undefined;
      }
      checkCount(elements.length, raw, path, report, constraints);
      const values: Value[] = [];
      for (const [index, each] of elements.entries()) {
        const place = `${path}.${index + 1}.member`;
        if (each === null) report.violates(null, place, 'Member must not be null');
        else {
          const value = element.read(each, place, report, form);
          if (value !== undefined) values.push(value);
        }
      }
      return values;
    },
  };
}

/** An object with keys of the caller's choice, all of whose values are alike. */
export function map<Value>(
  key: Member<string>,
  value: Member<Value>,
  constraints: CountConstraints = {},
): Member<Record<string, Value>> {
  return {
    read(raw, path, report, form) {
      if (!isObject(raw)) {
        report.cannotConvert(raw, 'Map', path);
        return undefined;
      }
      const entries = Object.entries(raw).filter(([, each]) => each !== null);
      checkCount(entries.length, raw, path, report, constraints);
      const values: [string, Value][] = [];
      for (const [name, each] of entries) {
        key.read(name, `${path}.key`, report, form);
        const valueRead = value.read(each, `${path}.${name}.member`, report, form);
        if (valueRead !== undefined) values.push([name, valueRead]);
      }
      return Object.fromEntries(values);
    },
  };
}

function checkCount(
  count: number,
  raw: unknown,
  path: string,
  report: Report,
  { countMin = 0, countMax = Number.POSITIVE_INFINITY }: CountConstraints,
): void {
  if (count < countMin) {
    report.violates(raw, path, `Member must have length greater than or equal to ${countMin}`);
  }
  if (count > countMax) {
    report.violates(raw, path, `Member must have length less than or equal to ${countMax}`);
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** AWS names members in messages with a small first letter: `maxItems`; leading initials as one: `kMSKeyArn`. */
const lowerCamel = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
