// How the end of a process reads as the error of the invocation that it was running, in Lambda's words.

import { constants } from 'node:os';
import type { FunctionError } from './invoker.ts';

export interface ProcessExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The process said on its way out that it had no memory left. */
  outOfMemory: boolean;
}

const signalWords: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: 'aborted',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap',
};

/** @param endedByUs the server wanted the process to end */
export function exitError(
  exit: ProcessExit,
  endedByUs: boolean,
  requestId: string | undefined,
): FunctionError {
  // When we did not send it, SIGKILL comes from the system's out-of-memory killer.
  const outOfMemory = exit.outOfMemory || (exit.signal === 'SIGKILL' && !endedByUs);
  const subject = requestId === undefined ? '' : `RequestId: ${requestId} `;
  return {
    errorType: outOfMemory ? 'Runtime.OutOfMemory' : 'Runtime.ExitError',
    errorMessage: `${subject}Error: Runtime exited ${manner(exit)}`,
  };
}

function manner({ code, signal }: ProcessExit): string {
  if (signal !== null) return `with error: signal: ${signalWords[signal] ?? constants.signals[signal]}`;
  return code === 0 ? 'without providing a reason' : `with error: exit status ${code}`;
}
