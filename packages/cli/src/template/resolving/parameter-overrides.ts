// Values for parameters as people give them: `Name=value`, or `ParameterKey=Name,ParameterValue=value`, several in one
// text apart by spaces, with quotes around a value that has spaces of its own.

import { CommandFailure, exitCodes } from '../../failure.ts';

const word = /(?:[^\s"']|"(?:\\.|[^"\\])*"|'[^']*')+/g;
const verbose = /^ParameterKey=([^,]+),ParameterValue=(.*)$/s;
const brief = /^([A-Za-z0-9]+)=(.*)$/s;

/** Later ones come before earlier ones. Throws a usage error for what has none of the two forms. */
export function parseOverrides(texts: readonly string[]): Record<string, string> {
  const words = texts.flatMap((text) => (isOnePair(text) ? [text] : (text.match(word) ?? [])));
  return Object.fromEntries(words.map(parsePair));
}

/** A shell has taken the quotes away already: `Greeting=good morning` is one pair, for no word after it is one. */
function isOnePair(text: string): boolean {
  const [first = '', ...others] = text.match(word) ?? [];
  return brief.test(first) && others.every((other) => !brief.test(other) && !verbose.test(other));
}

function parsePair(text: string): [string, string] {
  const [, name, value] = verbose.exec(text) ?? brief.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new CommandFailure(`"${text}" is not a value for a parameter; give Name=value.`, exitCodes.usage);
  return [name, unquoted(value)];
}

function unquoted(text: string): string {
  const [, double] = /^"((?:\\.|[^"\\])*)"$/s.exec(text) ?? [];
  if (double !== undefined) return double.replace(/\\(.)/gs, '$1');
  const [, single] = /^'([^']*)'$/s.exec(text) ?? [];
  return single ?? text;
}
