// `perdure start`: runs a server until it is told to end.

import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CommandFailure } from '../failure.ts';
import { portNumber } from './argument-values.ts';
import type { CommandContext } from './command-context.ts';

const DEFAULT_PORT = 7070;

interface StartOptions {
  port: number;
  host: string;
  data: string;
}

export function startCommand(program: Command, context: CommandContext): void {
  program
    .command('start')
    .description('run a server; everything it was told is kept in one directory')
    .option('--port <number>', 'port to listen on; 0 takes a free one', portNumber, DEFAULT_PORT)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--data <directory>', 'where everything is kept', '.perdure')
    .action((options: StartOptions) => start(options, context));
}

async function start({ port, host, data }: StartOptions, { terminal }: CommandContext): Promise<void> {
  const directory = resolve(data);
  const interrupted = terminal.interrupted();
  const server = await listen(port, host, directory);
  terminal.out(`Perdure listens on ${server.endpoint}, with its data in ${directory}\n`);
  terminal.err('Ctrl-C ends it. Executions that are open then go on at the next start.\n');
  await interrupted;
  await server.close();
}

async function listen(port: number, host: string, directory: string) {
  // Loaded here so that the commands that only talk to a server start without it.
  const { startServer } = await import('@perdure/server');
  try {
    return await startServer({ port, host, directory });
  } catch (error) {
    throw startFailure(error, port, host);
  }
}

function startFailure(error: unknown, port: number, host: string): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return new CommandFailure(
      `Port ${port} of ${host} is in use, perhaps by another Perdure.\n` +
        'Choose another with --port, or let the system choose with --port 0.',
    );
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new CommandFailure(`This machine has no address ${host}; choose another with --host.`);
  }
  if (code === 'EACCES' && port > 0) {
    return new CommandFailure(
      `May not listen on port ${port} of ${host}, or write the data: ${error.message}`,
    );
  }
  return new CommandFailure(`The server does not start: ${error.message}`);
}
