// `perdure dev`: a server, a handler or a template that is kept deployed, and what both print, until Ctrl-C.

import { resolve } from 'node:path';
import type { Command } from 'commander';
import { findSource, type Source } from '../dev/find-source.ts';
import { showLiveOutput } from '../dev/live-output.ts';
import { LambdaApi } from '../lambda-api.ts';
import { openServer } from '../serve/open-server.ts';
import { collectVariable, portNumber, positiveInteger } from './argument-values.ts';
import type { CommandContext } from './command-context.ts';

const DEFAULT_PORT = 7070;

interface Options {
  port: number;
  data: string;
  name?: string;
  handler: string;
  executionTimeout?: number;
  env?: Record<string, string>;
  stackName?: string;
  parameterOverrides?: string[];
}

const examples = `
Examples:
  $ npx perdure dev                        # the template or the handler of this folder
  $ npx perdure dev src/order.ts           # in another terminal: npx perdure invoke order --payload '{}'
  $ npx perdure dev --port 0 --data /tmp/scratch
`;

export function devCommand(program: Command, context: CommandContext): void {
  program
    .command('dev')
    .description(
      'run a server, keep a handler or a template deployed as its files change, and show what happens',
    )
    .argument('[source]', 'a file with a handler, a template, or a folder; default: this folder')
    .option('--port <number>', 'port to listen on; 0 takes a free one', portNumber, DEFAULT_PORT)
    .option('--data <directory>', 'where everything is kept', '.perdure')
    .option('--name <function>', 'name of the function; default: that of the file')
    .option('--handler <export>', 'name of the export that is the handler', 'handler')
    .option(
      '--execution-timeout <seconds>',
      'longest durable execution (a new function: 3600)',
      positiveInteger,
    )
    .option('--env <NAME=value>', 'environment variable; repeat for more; replaces all', collectVariable)
    .option('--stack-name <name>', 'name of the stack of a template; default: that of its folder')
    .option('--parameter-overrides <Name=value...>', 'values for parameters of a template')
    .addHelpText('after', examples)
    .action((source: string | undefined, options: Options) => dev(source, options, context));
}

async function dev(path: string | undefined, options: Options, { terminal }: CommandContext): Promise<void> {
  const source = findSource(path);
  const interrupted = terminal.interrupted();
  const directory = resolve(options.data);
  const server = await openServer({ port: options.port, host: '127.0.0.1', directory });
  const ending = new AbortController();
  try {
    const api = new LambdaApi(server.endpoint);
    const project = await projectOf(source, options, api);
    terminal.err(
      summaryText([
        ['server', `${server.endpoint}, with its data in ${directory}`],
        ['console', `${server.endpoint}/perdure/console`],
        ...project.summary,
      ]),
    );
    const output = showLiveOutput(api.transport, terminal, ending.signal);
    const { DevSession } = await import('../dev/dev-session.ts');
    await using session = new DevSession(project, api, terminal, directory);
    await session.begin();
    terminal.err(
      'Changes of the files go live at once. Ctrl-C ends it; open executions go on at the next start.\n',
    );
    await Promise.race([interrupted, output]);
    ending.abort();
    await output;
  } finally {
    ending.abort();
    await server.close();
  }
}

async function projectOf(source: Source, options: Options, api: LambdaApi) {
  if (source.kind === 'template') {
    const { TemplateProject } = await import('../dev/template-project.ts');
    const { parameterOverrides, stackName } = options;
    return new TemplateProject(api, { file: source.file, parameterOverrides, stackName });
  }
  const { HandlerProject } = await import('../dev/handler-project.ts');
  return new HandlerProject(api, {
    file: source.file,
    functionName: options.name ?? source.functionName,
    handlerExport: options.handler,
    executionTimeoutSeconds: options.executionTimeout,
    environment: options.env,
  });
}

function summaryText(lines: readonly (readonly [string, string])[]): string {
  const width = Math.max(...lines.map(([label]) => label.length));
  return `${lines.map(([label, value]) => `${label.padEnd(width)}  ${value}`).join('\n')}\n`;
}
