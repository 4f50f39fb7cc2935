// Patterns of Amazon resource names. The first five parts, up to the account, are matched each for itself: a star does not
// reach over their colons. The last part is matched as a whole, colons and slashes included.

import { type Variables, Wildcard } from './wildcard.ts';

const PARTS = 6;

export class ArnPattern {
  readonly #matches: (arn: string, variables: Variables) => boolean;

  /** `text` is one that `isArnPattern` accepts. */
  constructor(text: string, hasVariables: boolean) {
    if (text === '*') this.#matches = () => true;
    else if (text.startsWith('arn:')) this.#matches = byParts(text, hasVariables);
    else {
      const whole = new Wildcard(text, hasVariables);
      this.#matches = (arn, variables) => whole.matches(arn, variables);
    }
  }

  matches(arn: string, variables: Variables): boolean {
    return this.#matches(arn, variables);
  }
}

function byParts(text: string, hasVariables: boolean): (arn: string, variables: Variables) => boolean {
  const patterns = partsOf(text).map((part) => new Wildcard(part, hasVariables));
  return (arn, variables) => {
    const parts = partsOf(arn);
    if (parts.length !== PARTS) return false;
    // The last part is what differs most.
    for (let index = PARTS - 1; index >= 0; index -= 1) {
      if (patterns[index]?.matches(parts[index] ?? '', variables) !== true) return false;
    }
    return true;
  };
}

/** `*`, an ARN with six parts, or a variable that stands for the beginning of an ARN. */
export const isArnPattern = (text: string): boolean =>
  text === '*' || (text.startsWith('arn:') && partsOf(text).length === PARTS) || text.startsWith('${');

/** Splits at the first five colons that are not inside a variable. */
function partsOf(arn: string): string[] {
  const parts: string[] = [];
  let begin = 0;
  let depth = 0;
  for (let index = 0; index < arn.length && parts.length < PARTS - 1; index += 1) {
    const char = arn.charAt(index);
    if (char === '{') depth += 1;
    else if (char === '}') depth -= 1;
    else if (char === ':' && depth <= 0) {
      parts.push(arn.slice(begin, index));
      begin = index + 1;
    }
  }
  parts.push(arn.slice(begin));
  return parts;
}
