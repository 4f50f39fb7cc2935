export type { RunningServer, ServerOptions } from './start-server.ts';
export { makeAdministrator, startServer } from './start-server.ts';
