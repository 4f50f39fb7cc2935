// Lines about the SDK's own doings, for those who look for a fault in it. DURABLE_VERBOSE_MODE=true switches them on.

const isSwitchedOn = (): boolean => process.env.DURABLE_VERBOSE_MODE === 'true';

let isVerbose = isSwitchedOn();

/** Reads the switch again, for programs that set it after this module was loaded. */
export function refreshLogConfig(): void {
  isVerbose = isSwitchedOn();
}

/** Writes a line if the switch is on. */
export function verbose(message: string, detail: Record<string, unknown>): void {
  if (isVerbose) process.stderr.write(`durable: ${message} ${JSON.stringify(detail)}\n`);
}
