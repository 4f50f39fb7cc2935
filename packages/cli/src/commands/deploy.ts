// `perdure deploy`: puts a template on the server as a stack, or one handler as a function.

import { relative } from 'node:path';
import type { Command } from 'commander';
import { type ApiOptions, connect, withApiOptions } from '../connection/api-options.ts';
import type { Deployment, DeployOptions } from '../deploy/deploy-function.ts';
import { findSource } from '../dev/find-source.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { formatBytes } from '../output/byte-count.ts';
import { withProgress } from '../output/progress.ts';
import { collect, collectVariable, positiveInteger } from './argument-values.ts';
import type { CommandContext } from './command-context.ts';

interface HandlerOptions {
  name?: string;
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

interface StackOptions {
  stackName?: string;
  parameterOverrides?: string[];
  resource?: Record<string, string>;
  skip?: string[];
  root?: string;
  configEnv?: string;
  plan?: boolean;
  check?: boolean;
  yes?: boolean;
}

type Options = ApiOptions & HandlerOptions & StackOptions;

const handlerOnly = [
  'name',
  'timeout',
  'executionTimeout',
  'retention',
  'memory',
  'env',
  'concurrency',
  'publish',
  'alias',
] as const;
const templateOnly = [
  'stackName',
  'parameterOverrides',
  'resource',
  'skip',
  'root',
  'configEnv',
  'plan',
  'check',
  'yes',
] as const;

export function deployCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('deploy')
    .description('deploy a template (SAM, CloudFormation, CDK) as a stack, or one handler as a function')
    .argument('[source]', 'a template, a file with a handler, or a folder; default: this folder');
  withHandlerOptions(command);
  withTemplateOptions(command);
  withApiOptions(command).action((source: string | undefined, options: Options) =>
    deploy(source, options, context),
  );
}

function withHandlerOptions(command: Command): void {
  command
    .optionsGroup('Options of a handler (what is not given stays as it is):')
    .option('--name <function>', 'name of the function; default: that of the file')
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
}

function withTemplateOptions(command: Command): void {
  command
    .optionsGroup('Options of a template:')
    .option('--stack-name <name>', "name of the stack; default: that of the template's folder")
    .option('--parameter-overrides <Name=value...>', 'values for parameters, as sam deploy takes them')
    .option(
      '--resource <Name=value>',
      'value for what is not run here: Topic=… or Api.Endpoint=…; repeat',
      collectVariable,
    )
    .option('--skip <resource>', 'leave this resource out; repeat', collect)
    .option('--root <folder>', "code is taken from below it; default: the template's folder")
    .option('--config-env <name>', 'which part of samconfig.toml counts (default: default)')
    .option('--plan', 'only show what would change')
    .option('--check', 'only replay the open executions of changed functions, and say which would break')
    .option('--yes', 'do not ask before something is destroyed')
    .optionsGroup('Options:');
}

async function deploy(path: string | undefined, options: Options, context: CommandContext): Promise<void> {
  const source = findSource(path);
  refuseForeign(source.kind, options);
  if (source.kind === 'handler') return deployHandler(source, options, context);
  // Loaded here so that the other commands start without the bundler.
  const { deployTemplate } = await import('./deploy-template.ts');
  const { resource, skip, configEnv, ...others } = options;
  await deployTemplate(
    {
      ...others,
      file: shownPath(source.file),
      resourceValues: resource,
      skipped: skip,
      configEnvironment: configEnv,
    },
    context,
  );
}

/** As short as it can be: it stands before every problem. */
const shownPath = (file: string): string => relative(process.cwd(), file) || file;

/** An option that would be without effect is a misunderstanding. */
function refuseForeign(kind: 'handler' | 'template', options: Options): void {
  const foreign = (kind === 'handler' ? templateOnly : handlerOnly).find(
    (name) => options[name] !== undefined,
  );
  if (foreign === undefined) return;
  const flag = `--${foreign.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const [is, belongs] = kind === 'handler' ? ['a handler', 'a template'] : ['a template', 'a handler'];
  throw new CommandFailure(`${flag} belongs to ${belongs}, and this is ${is}.`, exitCodes.usage);
}

async function deployHandler(
  source: { file: string; functionName: string },
  options: Options,
  context: CommandContext,
): Promise<void> {
  const { deployFunction } = await import('../deploy/deploy-function.ts');
  const { api, printer } = await connect(options, context.terminal);
  const deployOptions = asDeployOptions(source.file, options.name ?? source.functionName, options);
  const deployment = await withProgress(context.terminal, 'Deploying', deployFunction(api, deployOptions));
  printer.print(deployment.configuration, () => deploymentText(deployment, options.alias));
}

function asDeployOptions(file: string, functionName: string, options: HandlerOptions): DeployOptions {
  return {
    file,
    functionName,
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
