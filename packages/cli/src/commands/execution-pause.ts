// `perdure execution pause` and `resume`: no invocation begins in between; timers and answers are kept.

import type { Command } from 'commander';
import { type ApiOptions, connect, withApiOptions } from '../connection/api-options.ts';
import { findExecution } from '../names/find-execution.ts';
import { executionArgument } from './argument-values.ts';
import type { CommandContext } from './command-context.ts';

interface PauseOptions extends ApiOptions {
  reason?: string;
  pauseTimeout?: boolean;
}

export function executionPauseCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('pause')
    .description('begin no more invocations of an execution until it is resumed')
    .addArgument(executionArgument())
    .option('--reason <text>', 'kept in the history')
    .option('--pause-timeout', 'the execution timeout stands still as well');
  withApiOptions(command).action(async (text: string, options: PauseOptions) => {
    const { api, printer } = await connect(options, terminal);
    const arn = await findExecution(api, text);
    const answer = await api.pauseExecution(arn, options.reason, options.pauseTimeout === true);
    printer.print(answer, () => `⏸ Execution is pausing: ${arn}`);
  });
}

export function executionResumeCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('resume')
    .description('let a paused execution go on')
    .addArgument(executionArgument())
    .option('--reason <text>', 'kept in the history');
  withApiOptions(command).action(async (text: string, options: PauseOptions) => {
    const { api, printer } = await connect(options, terminal);
    const arn = await findExecution(api, text);
    const answer = await api.resumeExecution(arn, options.reason);
    printer.print(answer, () => `▶ Execution resumed: ${arn}`);
  });
}
