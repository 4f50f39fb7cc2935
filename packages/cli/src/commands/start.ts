// `perdure start`: runs a server until it is told to end.

import { resolve } from 'node:path';
import type { RunningServer } from '@perdure/server';
import type { Command } from 'commander';
import { openServer } from '../serve/open-server.ts';
import { portNumber, wholeNumber } from './argument-values.ts';
import type { CommandContext } from './command-context.ts';

const DEFAULT_PORT = 7070;

interface StartOptions {
  port: number;
  host: string;
  data: string;
  environments?: number;
  privateTmp?: boolean;
}

export function startCommand(program: Command, context: CommandContext): void {
  program
    .command('start')
    .description('run a server; everything it was told is kept in one directory')
    .option('--port <number>', 'port to listen on; 0 takes a free one', portNumber, DEFAULT_PORT)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--data <directory>', 'where everything is kept', '.perdure')
    .option(
      '--environments <number>',
      'environments of all functions at a time (default: four for each processor); 0 leaves all to workers',
      wholeNumber,
    )
    .option('--private-tmp', 'give each environment a /tmp of its own; needs Linux and user namespaces')
    .action((options: StartOptions) => start(options, context));
}

async function start(options: StartOptions, { terminal }: CommandContext): Promise<void> {
  const { port, host, data, environments, privateTmp } = options;
  const directory = resolve(data);
  const interrupted = terminal.interrupted();
  const server = await openServer({
    port,
    host,
    directory,
    settings: {
      ...(environments === undefined ? {} : { environmentsMax: environments }),
      ...(privateTmp === undefined ? {} : { privateTmp }),
    },
  });
  terminal.out(`Perdure listens on ${server.endpoint}, with its data in ${directory}\n`);
  terminal.out(`Its console: ${consoleAddress(server)}\n`);
  terminal.err('Ctrl-C ends it. Executions that are open then go on at the next start.\n');
  await interrupted;
  await server.close();
}

/** Where callers must say who they are, whoever starts the server gets a link that does so, once. */
const consoleAddress = (server: RunningServer): string =>
  server.isLoginRequired() ? server.loginLink() : `${server.endpoint}/perdure/console`;
