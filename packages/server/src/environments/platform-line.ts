// What the server says in the log of a function when it ends an invocation for it, in the form of the runtime's own lines.

import type { FunctionError } from './invoker.ts';

/** `2026-11-24T09:31:07.000Z <tab> request <tab> ERROR <tab> Task timed out after 3.00 seconds` */
export function platformLine({ errorType, errorMessage }: FunctionError, requestId?: string): string {
  const said = errorMessage.replace(/^(RequestId: \S+ )?(Error: )?/, '');
  const message = errorType === 'Sandbox.Timedout' ? said : `${errorType}: ${said}`;
  return [new Date().toISOString(), requestId ?? 'undefined', 'ERROR', message].join('\t');
}
