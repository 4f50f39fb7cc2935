// `perdure invoke`: starts an execution and stays with it to the end, unless told otherwise.

import type { Command } from 'commander';
import { CommandFailure, exitCodes } from '../failure.ts';
import type { InvokeRequest, LambdaApi } from '../lambda-api.ts';
import { nextCommandsText, summaryText } from '../output/execution-summary.ts';
import { attendExecution } from '../watch/attend-execution.ts';
import { type FunctionTarget, functionTarget, readPayload } from './argument-values.ts';
import { type ApiOptions, apiOf, type CommandContext, print, withApiOptions } from './command-context.ts';

interface Options extends ApiOptions {
  event?: string;
  payload?: string;
  name?: string;
  async?: boolean;
  watch?: boolean;
}

export function invokeCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('invoke')
    .description('invoke a function; a durable one is followed until it ends')
    .argument(
      '<function>',
      'name, name:qualifier, or ARN; $LATEST when there is no qualifier',
      functionTarget,
    )
    .option('-e, --event <file>', 'read the payload from a file; - reads standard input')
    .option('--payload <json>', 'the payload itself')
    .option('--name <name>', 'name of the execution: starting twice with one name gives one execution')
    .option('--async', 'only start it')
    .option('--watch', 'show its operations as they happen');
  withApiOptions(command).action((target: FunctionTarget, options: Options) =>
    invoke(target, options, context),
  );
}

async function invoke(target: FunctionTarget, options: Options, context: CommandContext): Promise<void> {
  const api = apiOf(options);
  const configuration = await api.findFunction(target.functionName, target.qualifier);
  if (configuration === undefined) throw unknownFunction(target);
  const payload = await readPayload(context.terminal, options);
  const request = { ...target, payload, executionName: options.name };
  if (configuration.DurableConfig === undefined) return await invokePlain(api, request, options, context);
  await invokeDurable(api, { ...request, qualifier: target.qualifier ?? '$LATEST' }, options, context);
}

async function invokePlain(
  api: LambdaApi,
  request: InvokeRequest,
  options: Options,
  { terminal, end }: CommandContext,
): Promise<void> {
  if (options.async) return await api.queue(request);
  const { payload, failed } = await api.call(request);
  terminal.out(`${payload}\n`);
  if (failed) end(exitCodes.failed);
}

async function invokeDurable(
  api: LambdaApi,
  request: InvokeRequest,
  options: Options,
  context: CommandContext,
): Promise<void> {
  const { executionArn } = await api.start(request);
  if (options.async) {
    print(context, options, { DurableExecutionArn: executionArn }, () => executionArn);
    return;
  }
  await attendExecution(api, executionArn, context.terminal, {
    watch: options.watch === true && options.format === 'text',
    answerCallbacks: options.format === 'text' && context.terminal.interactive,
  });
  const execution = await api.getExecution(executionArn);
  print(context, options, execution, () => `${summaryText(execution)}\n${nextCommandsText(executionArn)}`);
  if (execution.Status !== 'SUCCEEDED') context.end(exitCodes.failed);
}

function unknownFunction({ functionName, qualifier }: FunctionTarget): CommandFailure {
  const what = qualifier === undefined ? '' : ` with a version or alias ${qualifier}`;
  return new CommandFailure(
    `There is no function ${functionName}${what} on this server.\n` +
      `Deploy it first: npx perdure deploy <file> --name ${functionName}`,
  );
}
