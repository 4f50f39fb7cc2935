// Resolves intrinsic functions. What names mean is the scope's; this file knows how values are walked.

import type { Problems } from '../problems.ts';
import { intrinsicOf, isMap, isScalar, kindOf, type Path, type Value, type ValueMap } from '../value.ts';
import { intrinsics } from './intrinsics.ts';

/** What `AWS::NoValue` resolves to: the property or list item that holds it is not there. */
export const noValue = Symbol('AWS::NoValue');
export type Resolved = Value | typeof noValue;

/** What the names in a template stand for. Each member adds a problem at `path` for a name that stands for nothing. */
export interface Scope {
  reference(name: string, path: Path): Resolved;
  attribute(resource: string, attribute: string, path: Path): Value;
  condition(name: string, path: Path): boolean;
  mapping(map: string, first: string, second: string): Value | undefined;
  importValue(name: string, path: Path): Value;
}

export class Resolver {
  readonly scope: Scope;
  readonly problems: Problems;

  constructor(scope: Scope, problems: Problems) {
    this.scope = scope;
    this.problems = problems;
  }

  /** What is wrong is added to the problems; the answer then has an empty text in its place. */
  resolve(value: Value, path: Path): Resolved {
    if (Array.isArray(value)) {
      const items = value.map((item, index) => this.resolve(item, [...path, index]));
      return items.filter((item) => item !== noValue);
    }
    if (!isMap(value)) return value;
    const call = intrinsicOf(value);
    // `Condition` is a function among conditions, and the name of a policy's member everywhere else.
    if (call === undefined || (call.name === 'Condition' && path[0] !== 'Conditions'))
      return this.map(value, path);
    const intrinsic = intrinsics[call.name];
    const callPath = [...path, call.name];
    if (intrinsic !== undefined) return intrinsic(call.argument, callPath, this);
    this.problems.add(callPath, unknownIntrinsic(call.name));
    return '';
  }

  /** Each entry of a map resolved, whatever its names are. */
  map(map: ValueMap, path: Path): ValueMap {
    const entries = Object.entries(map).map(
      ([name, value]) => [name, this.resolve(value, [...path, name])] as const,
    );
    return Object.fromEntries(entries.filter((entry): entry is [string, Value] => entry[1] !== noValue));
  }

  /** An argument that has to be a text, number or truth value, as text. */
  text(value: Value | undefined, path: Path, what: string): string {
    const resolved = value === undefined ? undefined : this.resolve(value, path);
    if (resolved !== noValue && isScalar(resolved)) return String(resolved);
    const found = resolved === noValue ? 'AWS::NoValue' : kindOf(resolved);
    this.problems.add(path, `${what} must be text, and is ${found}.`);
    return '';
  }

  /** An argument that has to be a list, resolved. */
  list(value: Value | undefined, path: Path, what: string): Value[] {
    const resolved = value === undefined ? undefined : this.resolve(value, path);
    if (Array.isArray(resolved)) return resolved;
    const found = resolved === noValue ? 'AWS::NoValue' : kindOf(resolved);
    this.problems.add(path, `${what} must be a list, and is ${found}.`);
    return [];
  }

  /** Whether a condition function holds. */
  isTrue(value: Value | undefined, path: Path): boolean {
    const resolved = value === undefined ? undefined : this.resolve(value, path);
    if (resolved === true || resolved === 'true') return true;
    if (resolved === false || resolved === 'false') return false;
    this.problems.add(path, 'A condition is made of Fn::Equals, Fn::And, Fn::Or, Fn::Not and Condition.');
    return false;
  }
}

const refused: Readonly<Record<string, string>> = {
  'Fn::Transform': 'Fn::Transform needs a macro of AWS; write its result into the template.',
  'Fn::ForEach': 'Fn::ForEach is not read; write the resources out.',
};

function unknownIntrinsic(name: string): string {
  const [known] = Object.keys(refused).filter((prefix) => name.startsWith(prefix));
  return (known && refused[known]) ?? `There is no intrinsic function ${name}.`;
}
