// A server in this process; what keeps it from starting is told with what to do.

import type { RunningServer, ServerOptions } from '@perdure/server';
import { CommandFailure, exitCodes } from '../failure.ts';

export interface ServerPlace {
  port: number;
  host: string;
  /** Where everything is kept. */
  directory: string;
  /** What else the server is told. */
  settings?: Partial<ServerOptions>;
}

export async function openServer({ port, host, directory, settings }: ServerPlace): Promise<RunningServer> {
  // Loaded here so that the commands that only talk to a server start without it.
  const [{ startServer }, { consoleDirectory }] = await Promise.all([
    import('@perdure/server'),
    import('@perdure/console'),
  ]);
  try {
    return await startServer({ console: consoleDirectory, ...settings, port, host, directory });
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
  if (error.name === 'UnsafeAddress') return new CommandFailure(error.message, exitCodes.usage);
  if (code === 'ENOENT')
    return new CommandFailure(`The server does not start: ${error.message}`, exitCodes.usage);
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
