// `perdure invoke`: starts an execution and stays with it to the end, unless told otherwise.

import type { Command } from 'commander';
import { type ApiOptions, type Connection, connect, withApiOptions } from '../connection/api-options.ts';
import { exitCodes } from '../failure.ts';
import type { InvokeRequest, LambdaApi } from '../lambda-api.ts';
import { unknownFunction } from '../names/unknown-function.ts';
import { watchToTheEnd } from '../watch/watch-to-the-end.ts';
import { type FunctionTarget, functionTarget, positiveInteger, readPayload } from './argument-values.ts';
import type { CommandContext } from './command-context.ts';

interface Options extends ApiOptions {
  event?: string;
  payload?: string;
  name?: string;
  async?: boolean;
  watch?: boolean;
  maxWait?: number;
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
    .option('--watch', 'show its operations as they happen')
    .option('--max-wait <seconds>', 'give up waiting after this time, with exit code 5', positiveInteger);
  withApiOptions(command).action((target: FunctionTarget, options: Options) =>
    invoke(target, options, context),
  );
}

async function invoke(target: FunctionTarget, options: Options, context: CommandContext): Promise<void> {
  const connection = await connect(options, context.terminal);
  const { api } = connection;
  const configuration = await api.findFunction(target.functionName, target.qualifier);
  if (configuration === undefined) throw await unknownFunction(api, target);
  const payload = await readPayload(context.terminal, options);
  const request = { ...target, payload, executionName: options.name };
  if (configuration.DurableConfig === undefined) return await invokePlain(api, request, options, context);
  await invokeDurable(connection, { ...request, qualifier: target.qualifier ?? '$LATEST' }, options, context);
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
  connection: Connection,
  request: InvokeRequest,
  options: Options,
  context: CommandContext,
): Promise<void> {
  const { executionArn } = await connection.api.start(request);
  if (options.async) {
    connection.printer.print({ DurableExecutionArn: executionArn }, () => executionArn);
    return;
  }
  await watchToTheEnd(connection, context, {
    executionArn,
    watch: options.watch === true,
    maxWaitSeconds: options.maxWait,
  });
}
