// Resolves what does not depend on a resource, and leaves the rest as it is. A transform then sees the branch of `Fn::If` that
// counts and the values of parameters, and has only references to resources to carry along.

import { intrinsicOf, isMap, type Path, type Value, type ValueMap } from '../value.ts';
import type { BaseScope } from './base-scope.ts';
import { referencesIn } from './references.ts';
import { noValue, type Resolved, type Resolver } from './resolver.ts';

export class PartialResolver {
  readonly #resolver: Resolver;
  readonly #scope: BaseScope;

  constructor(resolver: Resolver, scope: BaseScope) {
    this.#resolver = resolver;
    this.#scope = scope;
  }

  resolve(value: Value, path: Path): Resolved {
    if (Array.isArray(value)) return this.#list(value, path);
    if (!isMap(value)) return value;
    const call = intrinsicOf(value);
    if (call === undefined || call.name === 'Condition') return this.map(value, path);
    if (call.name === 'Fn::If') return this.#branch(call.argument, path);
    const waits = referencesIn(value).some(({ name }) => !this.#scope.knows(name));
    if (!waits) return this.#resolver.resolve(value, path);
    const argument = this.resolve(call.argument, [...path, call.name]);
    return { [call.name]: argument === noValue ? null : argument };
  }

  map(map: ValueMap, path: Path): ValueMap {
    const entries = Object.entries(map).map(
      ([name, value]) => [name, this.resolve(value, [...path, name])] as const,
    );
    return Object.fromEntries(entries.filter((entry): entry is [string, Value] => entry[1] !== noValue));
  }

  #list(items: readonly Value[], path: Path): Value[] {
    const resolved = items.map((item, index) => this.resolve(item, [...path, index]));
    return resolved.filter((item) => item !== noValue);
  }

  #branch(argument: Value, path: Path): Resolved {
    const callPath = [...path, 'Fn::If'];
    const [condition, yes, no, ...more] = Array.isArray(argument) ? argument : [];
    if (typeof condition !== 'string' || yes === undefined || no === undefined || more.length > 0)
      return this.#resolver.resolve({ 'Fn::If': argument }, path);
    const holds = this.#scope.condition(condition, callPath);
    return holds ? this.resolve(yes, [...callPath, 1]) : this.resolve(no, [...callPath, 2]);
  }
}
