// The program behind ServerProcess: a server on the given data directory and port, with further options as JSON.

import { consoleDirectory } from '@perdure/console';
import { type ServerOptions, startServer } from '@perdure/server';

const [directory = '.perdure', port = '0', options = '{}'] = process.argv.slice(2);
const server = await startServer({
  directory,
  host: '127.0.0.1',
  port: Number(port),
  console: consoleDirectory,
  ...(JSON.parse(options) as Partial<ServerOptions>),
});
console.log(server.endpoint);
process.once('SIGTERM', () => void server.close());
