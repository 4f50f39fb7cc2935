// A parameter that an API of ours does not know is refused: a search that ignores a filter answers another question.

import { accepted, type Result, refused } from '@perdure/protocol';
import type { Call } from '../api.ts';

/** How much of an unknown parameter's name a message repeats. */
const shownCharsMax = 64;

/** Refuses a call with query parameters beside the known ones; `action` is what they do, such as "searched by". */
export function knownParametersOnly(call: Call, known: object, action: string): Result<undefined> {
  const unknown = [...new URLSearchParams(call.queryText).keys()].find((name) => !(name in known));
  if (unknown === undefined) return accepted(undefined);
  const names = Object.keys(known).join(', ');
  const message = `${action} ${unknown.slice(0, shownCharsMax)}; known are ${names}`;
  return refused('InvalidParameterValueException', message);
}
