// Payloads of the history: JSON text as a rule, any text where a handler has its own serdes.

/** The value, or the text itself where it is not JSON. */
export function readPayload(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
