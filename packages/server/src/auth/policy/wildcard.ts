// Texts with `*` (any characters) and `?` (one character), matched without backtracking over more than one star, so that no
// pattern takes longer than its length times that of the text.
//
// A pattern may hold variables, `${aws:username}` or `${aws:username, 'nobody'}`: they stand for what is known of the
// request, literally. `${*}`, `${?}` and `${$}` stand for the characters themselves.

const ANY = -1;
const ONE = -2;

/** Answers the value of a variable, or undefined when the request has none. */
export type Variables = (name: string) => string | undefined;

export class Wildcard {
  readonly #text: string;
  /** Undefined when the pattern holds variables. */
  readonly #tokens: readonly number[] | undefined;

  constructor(text: string, hasVariables: boolean) {
    this.#text = text;
    this.#tokens = hasVariables && text.includes('${') ? undefined : tokensOf(text);
  }

  /** A pattern with a variable that has no value matches nothing. */
  matches(text: string, variables: Variables): boolean {
    const tokens = this.#tokens ?? withVariables(this.#text, variables);
    return tokens !== undefined && matchTokens(tokens, text);
  }
}

function tokensOf(pattern: string): number[] {
  const tokens: number[] = [];
  for (let index = 0; index < pattern.length; index += 1) {
    const char = pattern.charAt(index);
    tokens.push(char === '*' ? ANY : char === '?' ? ONE : pattern.charCodeAt(index));
  }
  return tokens;
}

const variable = /\$\{([^}]*)\}/g;
const withDefault = /^\s*([^,\s]+)\s*(?:,\s*'([^']*)')?\s*$/;

function withVariables(pattern: string, variables: Variables): number[] | undefined {
  const tokens: number[] = [];
  let end = 0;
  for (const match of pattern.matchAll(variable)) {
    tokens.push(...tokensOf(pattern.slice(end, match.index)));
    end = match.index + match[0].length;
    const value = standsFor(match[1] ?? '', variables);
    if (value === undefined) return undefined;
    for (let index = 0; index < value.length; index += 1) tokens.push(value.charCodeAt(index));
  }
  tokens.push(...tokensOf(pattern.slice(end)));
  return tokens;
}

/** The text that a variable stands for. */
function standsFor(written: string, variables: Variables): string | undefined {
  if (written === '*' || written === '?' || written === '$') return written;
  const match = withDefault.exec(written);
  return match === null ? undefined : (variables(match[1] ?? '') ?? match[2]);
}

/** A text in which variables are replaced and nothing is a wildcard. */
export function expand(text: string, variables: Variables): string | undefined {
  let isKnown = true;
  const expanded = text.replace(variable, (_, written: string) => {
    const value = standsFor(written, variables);
    if (value === undefined) isKnown = false;
    return value ?? '';
  });
  return isKnown ? expanded : undefined;
}

function matchTokens(tokens: readonly number[], text: string): boolean {
  let at = 0;
  let token = 0;
  let starToken = -1;
  let starAt = 0;
  while (at < text.length) {
    const wanted = tokens[token];
    if (wanted === ANY) {
      starToken = token;
      starAt = at;
      token += 1;
    } else if (wanted === ONE || wanted === text.charCodeAt(at)) {
      token += 1;
      at += 1;
    } else if (starToken === -1) {
      return false;
    } else {
      // The last star takes one character more.
      token = starToken + 1;
      starAt += 1;
      at = starAt;
    }
  }
  while (tokens[token] === ANY) token += 1;
  return token === tokens.length;
}
