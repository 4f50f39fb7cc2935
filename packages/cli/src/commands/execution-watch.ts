// `perdure execution watch`: stays with an execution that was started by somebody else.

import type { Command } from 'commander';
import { type ApiOptions, connect, withApiOptions } from '../connection/api-options.ts';
import { findExecution } from '../names/find-execution.ts';
import { watchToTheEnd } from '../watch/watch-to-the-end.ts';
import { executionArgument, positiveInteger } from './argument-values.ts';
import type { CommandContext } from './command-context.ts';

interface Options extends ApiOptions {
  maxWait?: number;
}

export function executionWatchCommand(parent: Command, context: CommandContext): void {
  const command = parent
    .command('watch')
    .description('show the operations of an execution as they happen, until it ends')
    .addArgument(executionArgument())
    .option('--max-wait <seconds>', 'give up after this time, with exit code 5', positiveInteger);
  withApiOptions(command).action(async (text: string, options: Options) => {
    const connection = await connect(options, context.terminal);
    const executionArn = await findExecution(connection.api, text);
    await watchToTheEnd(connection, context, { executionArn, watch: true, maxWaitSeconds: options.maxWait });
  });
}
