// `perdure start`: runs a server until it is told to end.

import { resolve } from 'node:path';
import type { RunningServer } from '@perdure/server';
import type { Command } from 'commander';
import { CommandFailure, exitCodes } from '../failure.ts';
import { openServer } from '../serve/open-server.ts';
import { portNumber, positiveInteger, wholeNumber } from './argument-values.ts';
import type { CommandContext } from './command-context.ts';

const DEFAULT_PORT = 7070;

interface StartOptions {
  port: number;
  host: string;
  data: string;
  environments?: number;
  privateTmp?: boolean;
  tlsCert?: string;
  tlsKey?: string;
  requestsPerSecond?: number;
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
    .option('--tls-cert <file>', 'serve https with this certificate (PEM); it is read again when renewed')
    .option('--tls-key <file>', 'its private key (PEM)')
    .option('--requests-per-second <number>', 'of one user or role, functions apart', positiveInteger)
    .action((options: StartOptions) => start(options, context));
}

async function start(options: StartOptions, { terminal }: CommandContext): Promise<void> {
  const { port, host, environments, privateTmp, requestsPerSecond } = options;
  const directory = resolve(options.data);
  const tls = tlsOf(options);
  const interrupted = terminal.interrupted();
  const server = await openServer({
    port,
    host,
    directory,
    settings: {
      ...(environments === undefined ? {} : { environmentsMax: environments }),
      ...(privateTmp === undefined ? {} : { privateTmp }),
      ...(tls === undefined ? {} : { tls }),
      ...(requestsPerSecond === undefined ? {} : { requestsPerSecondMax: requestsPerSecond }),
    },
  });
  terminal.out(`Perdure listens on ${server.endpoint}, with its data in ${directory}\n`);
  terminal.out(`Its console: ${consoleAddress(server)}\n`);
  if (tls === undefined && !isOwnMachine(host)) terminal.err(plainWarning);
  terminal.err('Ctrl-C ends it. Executions that are open then go on at the next start.\n');
  await interrupted;
  await server.close();
}

/** Where callers must say who they are, whoever starts the server gets a link that does so, once. */
const consoleAddress = (server: RunningServer): string =>
  server.isLoginRequired() ? server.loginLink() : `${server.endpoint}/perdure/console`;

function tlsOf({ tlsCert, tlsKey }: StartOptions): { certFile: string; keyFile: string } | undefined {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) {
    throw new CommandFailure('Give both --tls-cert and --tls-key, or neither.', exitCodes.usage);
  }
  return { certFile: resolve(tlsCert), keyFile: resolve(tlsKey) };
}

const isOwnMachine = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host.startsWith('127.');

const plainWarning =
  'Without TLS, whoever listens on the network reads what is sent, logins of the console included. Give --tls-cert and\n' +
  '--tls-key, or put a proxy with TLS in front.\n';
