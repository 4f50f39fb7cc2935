// `perdure auth whoami` and `perdure auth login-link`.

import type { Command } from 'commander';
import { type ApiOptions, withApiOptions } from '../../connection/api-options.ts';
import { CommandFailure, exitCodes } from '../../failure.ts';
import { isoTime } from '../../output/moment.ts';
import type { CommandContext } from '../command-context.ts';
import { connectAuth } from './auth-connection.ts';

export function whoCommands(parent: Command, { terminal }: CommandContext): void {
  const whoami = parent.command('whoami').description('show as whom the server knows you');
  withApiOptions(whoami).action(async (options: ApiOptions) => {
    const { auth, printer } = await connectAuth(options, terminal);
    const session = await auth.session();
    const { Identity, LoginRequired } = session;
    if (Identity === undefined) {
      throw new CommandFailure(
        'The server does not know you. Give it an access key: --profile, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
        exitCodes.notPermitted,
      );
    }
    printer.print(session, () => Identity.Arn);
    if (!LoginRequired)
      terminal.err('Nobody has an access key here: all callers of this machine may do everything.\n');
  });

  const link = parent
    .command('login-link')
    .description('make a link that logs a browser in to the console, once');
  withApiOptions(link).action(async (options: ApiOptions) => {
    const { auth, printer } = await connectAuth(options, terminal);
    const made = await auth.loginLink();
    printer.print(made, () => made.Url);
    terminal.err(`It is good once, until ${isoTime(made.ExpirationTimestamp)}.\n`);
  });
}
