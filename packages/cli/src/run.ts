// From a command line to an exit code.

import { CommanderError } from 'commander';
import { CommandFailure, type ExitCode, exitCodes } from './failure.ts';
import { createProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

/** `args` are the words after `perdure`. Nothing escapes: a fault is shown with its stack and ends with 1. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok;
  const program = createProgram(terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has said already what is wrong; help and version end this way too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    if (error instanceof CommandFailure) {
      terminal.err(`perdure: ${error.message}\n`);
      return error.exitCode;
    }
    terminal.err(`perdure: ${error instanceof Error ? error.stack : String(error)}\n`);
    return exitCodes.failed;
  }
}
