// JSON with a space after every comma and colon: the form in which the requirements write the payloads of callbacks, and in
// which their histories must show them again.

export function jsonText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonText).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${jsonText(item)}`);
    return `{${members.join(', ')}}`;
  }
  return JSON.stringify(value);
}
