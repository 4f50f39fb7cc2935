// Asks a person before something is destroyed.

import { CommandFailure } from '../failure.ts';
import type { Terminal } from '../terminal.ts';

/** Throws CommandFailure unless the person says yes; where there is nobody to ask, --yes has to say it. */
export async function confirm(terminal: Terminal, what: string): Promise<void> {
  if (!terminal.interactive)
    throw new CommandFailure(`${what} Nobody is here to be asked: give --yes if that is wanted.`);
  const answer = await terminal.ask(`${what} Go on? [y/N] `, new AbortController().signal);
  if (!/^y(es)?$/i.test(answer?.trim() ?? '')) throw new CommandFailure('Nothing was changed.');
}
