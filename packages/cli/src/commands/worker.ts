// `perdure worker`: runs environments on this machine for a server elsewhere, until it is told to end. Beneath it, what a
// server knows of its workers.

import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { DEFAULT_ENDPOINT } from '../connection/api-options.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { positiveInteger } from './argument-values.ts';
import type { CommandContext } from './command-context.ts';
import { workerListCommand } from './worker-list.ts';
import { workerTokenCommand } from './worker-token.ts';

interface WorkerOptions {
  endpoint: string;
  tokenFile?: string;
  environments?: number;
  name: string;
  data: string;
  privateTmp?: boolean;
}

export function workerCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('worker')
    .description('run environments on this machine for a server elsewhere')
    .addOption(
      new Option('--endpoint <url>', 'the server to work for')
        .env('PERDURE_ENDPOINT')
        .default(DEFAULT_ENDPOINT),
    )
    .option('--token-file <file>', 'holds the worker token; else PERDURE_WORKER_TOKEN does')
    .option(
      '--environments <number>',
      'environments at a time (default: four for each processor)',
      positiveInteger,
    )
    .option('--name <name>', 'under which the server lists it', hostname())
    .option('--data <directory>', 'where code and temporary folders go', '.perdure-worker')
    .option('--private-tmp', 'give each environment a /tmp of its own; needs Linux and user namespaces')
    .action((options: WorkerOptions) => work(options, context));
  workerListCommand(command, context);
  workerTokenCommand(command, context);
}

async function work(options: WorkerOptions, { terminal }: CommandContext): Promise<void> {
  const { endpoint, environments, name, data, privateTmp } = options;
  if (!URL.canParse(endpoint))
    throw new CommandFailure(
      `${endpoint} is not a URL; give one such as ${DEFAULT_ENDPOINT}.`,
      exitCodes.usage,
    );
  const token = await readToken(options);
  // Loaded here so that the commands that only talk to a server start without it.
  const { startWorker, WorkerRefused } = await import('@perdure/server');
  const interrupted = terminal.interrupted();
  const worker = await startWorker({
    server: endpoint,
    token,
    name,
    directory: resolve(data),
    onNews: (news) => terminal.err(`${news}\n`),
    ...(environments === undefined ? {} : { environmentsMax: environments }),
    ...(privateTmp === undefined ? {} : { privateTmp }),
  }).catch((error: Error) => {
    throw new CommandFailure(`The worker does not start: ${error.message}`);
  });
  try {
    await Promise.race([interrupted, worker.ended]);
  } catch (error) {
    if (error instanceof WorkerRefused) throw new CommandFailure(error.message, exitCodes.notPermitted);
    throw error;
  }
  terminal.err('Ending, as soon as what runs has ended.\n');
  await worker.close();
}

async function readToken({ tokenFile }: WorkerOptions): Promise<string> {
  const fromEnvironment = process.env.PERDURE_WORKER_TOKEN;
  if (tokenFile === undefined && fromEnvironment === undefined) {
    throw new CommandFailure(
      'Give the worker token in PERDURE_WORKER_TOKEN or --token-file. Make one on the server: npx perdure worker token create',
      exitCodes.usage,
    );
  }
  if (tokenFile === undefined) return (fromEnvironment ?? '').trim();
  return (
    await readFile(tokenFile, 'utf8').catch((error: Error) => {
      throw new CommandFailure(`cannot read the token: ${error.message}`, exitCodes.usage);
    })
  ).trim();
}
