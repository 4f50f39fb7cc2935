// Payloads are text that somebody else wrote: shown as text, indented when it is JSON.

export const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

const BYTES_PER_KIB = 1024;

/** `812 bytes`, `3.4 KiB`, `1.2 MiB`. */
export function byteCount(bytes: number): string {
  if (bytes < BYTES_PER_KIB) return `${bytes} bytes`;
  const kib = bytes / BYTES_PER_KIB;
  return kib < BYTES_PER_KIB ? `${kib.toFixed(1)} KiB` : `${(kib / BYTES_PER_KIB).toFixed(1)} MiB`;
}

/** Indents JSON; leaves other text, and what is too long to be read indented, as it is. */
export function indented(text: string, charsMax = indentedCharsMax): string {
  if (text.length > charsMax) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

const indentedCharsMax = 1_000_000;

/** Why the text is not JSON, in a sentence with the place; undefined when it is. */
export function jsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'not JSON';
    return `This is not JSON: ${reason}${placeOf(text, reason)}`;
  }
}

/** Engines tell the position only; people look for a line. */
function placeOf(text: string, reason: string): string {
  if (/line \d+/.test(reason)) return '';
  const position = /position (\d+)/.exec(reason)?.[1];
  if (position === undefined) return '';
  const before = text.slice(0, Number(position)).split('\n');
  return ` (line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1})`;
}
