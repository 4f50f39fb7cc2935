// The program behind ServerProcess: a server on the given data directory and port.

import { consoleDirectory } from '@perdure/console';
import { startServer } from '@perdure/server';

const [directory = '.perdure', port = '0'] = process.argv.slice(2);
const server = await startServer({
  directory,
  host: '127.0.0.1',
  port: Number(port),
  console: consoleDirectory,
});
console.log(server.endpoint);
process.once('SIGTERM', () => void server.close());
