// What every command gets.

import type { ExitCode } from '../failure.ts';
import type { Terminal } from '../terminal.ts';

export interface CommandContext {
  terminal: Terminal;
  /** Sets the exit code of a command that ran but whose outcome is not a success. */
  end(code: ExitCode): void;
}
