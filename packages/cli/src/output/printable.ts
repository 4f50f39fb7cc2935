// Text from functions and clients, made safe to show: a payload must not move the cursor or colour the screen.

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about.
const controlCharacter = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;
const HEX = 16;
const HEX_DIGITS = 4;

/** Control characters, newlines included, become escapes as in JSON. */
export const printable = (text: string): string =>
  text.replace(controlCharacter, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    return `\\u${character.charCodeAt(0).toString(HEX).padStart(HEX_DIGITS, '0')}`;
  });

/** JSON without the spaces between its parts; any other text as it is. */
export function compact(payload: string): string {
  try {
    return printable(JSON.stringify(JSON.parse(payload)));
  } catch {
    return printable(payload);
  }
}

/** At most this many characters, the last of which are dots when something is missing. */
export function cutTo(text: string, charsMax: number): string {
  const characters = [...text];
  return characters.length <= charsMax ? text : `${characters.slice(0, charsMax - 3).join('')}...`;
}
