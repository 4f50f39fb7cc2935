// What a setting of the server is: a place in the configuration file, the variable that also sets it, and a reader that
// takes what was written there or says what is wrong with it.

export type SettingValue = string | number | boolean | readonly Record<string, unknown>[];

export interface Setting {
  /** Members of the configuration file, from the outside in: `tls.certFile`. */
  readonly path: string;
  /** What it means, in a few words. */
  readonly help: string;
  /** `written` is what stands in a file, or the text of a variable or an option. Throws a text that ends "…, not X". */
  read(written: unknown): SettingValue;
  /** Whether the value is the path of a file: relative ones are taken from where the setting stands. */
  readonly isPath?: true;
  /** Whether only a configuration file can set it. */
  readonly isFileOnly?: true;
}

/** What a reader throws: what would have been right. */
export class WrongValue extends Error {
  override readonly name = 'WrongValue';
}

export const text = (): Setting['read'] => (written) => {
  if (typeof written === 'string' && written !== '') return written;
  throw new WrongValue('a text');
};

export const matching =
  (pattern: RegExp, what: string): Setting['read'] =>
  (written) => {
    const value = typeof written === 'number' ? String(written) : written;
    if (typeof value === 'string' && pattern.test(value)) return value;
    throw new WrongValue(what);
  };

export const integer =
  (min: number, max: number = Number.MAX_SAFE_INTEGER): Setting['read'] =>
  (written) => {
    const value = typeof written === 'string' && /^\d+$/.test(written) ? Number(written) : written;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max)
      return value;
    throw new WrongValue(
      max === Number.MAX_SAFE_INTEGER
        ? `a whole number from ${min} on`
        : `a whole number from ${min} to ${max}`,
    );
  };

export const flag: Setting['read'] = (written) => {
  if (typeof written === 'boolean') return written;
  if (written === 'true' || written === 'false') return written === 'true';
  throw new WrongValue('true or false');
};

export const choice =
  (...values: readonly string[]): Setting['read'] =>
  (written) => {
    if (typeof written === 'string' && values.includes(written)) return written;
    throw new WrongValue(`one of ${values.join(', ')}`);
  };
