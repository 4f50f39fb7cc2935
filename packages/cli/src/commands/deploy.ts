// `perdure deploy`: bundles a handler and puts it on the server, as a new function or as a change of one.

import type { Command } from 'commander';
import { type ApiOptions, connect, withApiOptions } from '../connection/api-options.ts';
import type { Deployment, DeployOptions } from '../deploy/deploy-function.ts';
import { formatBytes } from '../output/byte-count.ts';
import { withProgress } from '../output/progress.ts';
import { collectVariable, positiveInteger } from './argument-values.ts';
import type { CommandContext } from './command-context.ts';

interface Options extends ApiOptions {
  name: string;
  handler: string;
  timeout?: number;
  executionTimeout?: number;
  retention?: number;
  durable: boolean;
  memory?: number;
  env?: Record<string, string>;
  concurrency?: number;
  publish?: boolean;
  alias?: string;
}

export function deployCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('deploy')
    .description('bundle a handler and deploy it; settings that are not given stay as they are')
    .argument('<file>', 'the TypeScript or JavaScript file that exports the handler')
    .requiredOption('--name <function>', 'name of the function')
    .option('--handler <export>', 'name of the export that is the handler', 'handler')
    .option('--timeout <seconds>', 'longest invocation (a new function: 30)', positiveInteger)
    .option(
      '--execution-timeout <seconds>',
      'longest durable execution (a new function: 3600)',
      positiveInteger,
    )
    .option('--retention <days>', 'how long closed executions are kept (a new function: 14)', positiveInteger)
    .option('--no-durable', 'create a plain function, without durable executions')
    .option('--memory <megabytes>', 'memory of an environment (a new function: 128)', positiveInteger)
    .option('--env <NAME=value>', 'environment variable; repeat for more; replaces all', collectVariable)
    .option('--concurrency <number>', 'invocations that one environment may run at a time', positiveInteger)
    .option('--publish', 'publish a version')
    .option('--alias <name>', 'publish a version and point this alias at it');
  withApiOptions(command).action((file: string, options: Options) => deploy(file, options, context));
}

async function deploy(file: string, options: Options, context: CommandContext): Promise<void> {
  // Loaded here so that the other commands start without the bundler.
  const { deployFunction } = await import('../deploy/deploy-function.ts');
  const { api, printer } = await connect(options, context.terminal);
  const deployment = await withProgress(
    context.terminal,
    'Deploying',
    deployFunction(api, asDeployOptions(file, options)),
  );
  printer.print(deployment.configuration, () => deploymentText(deployment, options.alias));
}

function asDeployOptions(file: string, options: Options): DeployOptions {
  return {
    file,
    functionName: options.name,
    handlerExport: options.handler,
    timeoutSeconds: options.timeout,
    executionTimeoutSeconds: options.executionTimeout,
    retentionDays: options.retention,
    durable: options.durable,
    memoryMegabytes: options.memory,
    environment: options.env,
    environmentConcurrency: options.concurrency,
    publish: options.publish === true || options.alias !== undefined,
    alias: options.alias,
  };
}

function deploymentText({ change, configuration, codeBytes }: Deployment, alias: string | undefined): string {
  const { FunctionName: name, Version: version, DurableConfig: durable } = configuration;
  const verb = { created: 'Created', updated: 'Updated', unchanged: 'Nothing changed in' }[change];
  const kind = durable ? `executions up to ${durable.ExecutionTimeout} s` : 'not durable';
  const lines = [`${verb} ${name}, version ${version} (${formatBytes(codeBytes)}, ${kind})`];
  if (alias !== undefined) lines.push(`Alias ${alias} points at version ${version}`);
  return [...lines, `Invoke it: npx perdure invoke ${name}${alias === undefined ? '' : `:${alias}`}`].join(
    '\n',
  );
}
