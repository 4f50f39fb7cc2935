// Reads the properties of one resource as what they have to be. What nobody asked for can be named afterwards.

import { meantText } from '../names/nearest-name.ts';
import type { Problems } from './problems.ts';
import { isMap, isScalar, kindOf, type Path, type Value, type ValueMap } from './value.ts';

const truths: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  false: false,
  no: false,
  off: false,
};

export class PropertyReader {
  readonly values: ValueMap;
  readonly path: Path;
  readonly #problems: Problems;
  /** What is read, for messages: `Function Orders`. */
  readonly #subject: string;
  readonly #read = new Set<string>();

  constructor(values: ValueMap, path: Path, subject: string, problems: Problems) {
    this.values = values;
    this.path = path;
    this.#subject = subject;
    this.#problems = problems;
  }

  raw(name: string): Value | undefined {
    this.#read.add(name);
    return this.values[name] ?? undefined;
  }

  text(name: string): string | undefined {
    const value = this.raw(name);
    if (value === undefined || isScalar(value)) return value === undefined ? undefined : String(value);
    return this.#wrong(name, 'text', value);
  }

  requiredText(name: string): string {
    const value = this.text(name);
    if (value !== undefined) return value;
    if (this.values[name] === undefined) this.#problem(name, `${this.#subject} has no ${name}.`);
    return '';
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const text = this.text(name);
    const choice = choices.find((known) => known === text);
    if (text !== undefined && choice === undefined) {
      const meant = meantText(text, choices);
      this.#problem(name, `${this.#subject}: ${name} is ${choices.join(' or ')}, not ${text}.${meant}`);
    }
    return choice;
  }

  integer(name: string): number | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    const number = isScalar(value) && value !== '' ? Number(value) : Number.NaN;
    return Number.isSafeInteger(number) ? number : this.#wrong(name, 'a whole number', value);
  }

  flag(name: string): boolean | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    const flag = isScalar(value) ? truths[String(value).toLowerCase()] : undefined;
    return flag ?? this.#wrong(name, 'true or false', value);
  }

  list(name: string): Value[] {
    const value = this.raw(name);
    if (value === undefined) return [];
    return Array.isArray(value) ? value : (this.#wrong(name, 'a list', value) ?? []);
  }

  /** A single text counts as a list of one. */
  texts(name: string): string[] {
    const value = this.raw(name);
    const items = value === undefined ? [] : [value].flat();
    return items.flatMap((item, index) => {
      if (isScalar(item)) return [String(item)];
      this.#problem(
        name,
        `${this.#subject}: ${name} is a list of texts; item ${index + 1} is ${kindOf(item)}.`,
      );
      return [];
    });
  }

  map(name: string): PropertyReader | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (!isMap(value)) return this.#wrong(name, 'a map', value);
    return new PropertyReader(value, [...this.path, name], `${this.#subject}: ${name}`, this.#problems);
  }

  maps(name: string): PropertyReader[] {
    return this.list(name).flatMap((item, index) => {
      const subject = `${this.#subject}: ${name}[${index}]`;
      if (isMap(item))
        return [new PropertyReader(item, [...this.path, name, index], subject, this.#problems)];
      this.#problem(name, `${subject} is ${kindOf(item)}; it must be a map.`);
      return [];
    });
  }

  /** A map of texts, such as environment variables. */
  textMap(name: string): Record<string, string> | undefined {
    const inner = this.map(name);
    if (inner === undefined) return undefined;
    const entries = Object.keys(inner.values).map((key) => [key, inner.text(key) ?? ''] as const);
    return Object.fromEntries(entries);
  }

  /** Names of the properties that are there and that nobody has asked for. */
  unread(): string[] {
    return Object.keys(this.values).filter((name) => !this.#read.has(name));
  }

  problem(message: string): void {
    this.#problems.add(this.path, `${this.#subject}: ${message}`);
  }

  #wrong(name: string, wanted: string, value: Value): undefined {
    this.#problem(name, `${this.#subject}: ${name} is ${kindOf(value)}; it must be ${wanted}.`);
  }

  #problem(name: string, message: string): void {
    this.#problems.add([...this.path, name], message);
  }
}
