export type { EngineSettings } from '@perdure/engine';
export { defaultEngineSettings } from '@perdure/engine';
export type { EventTargetSettings } from './outbound/configured-target.ts';
export type { DestinationSettings } from './outbound/destinations.ts';
export type { RunningServer, ServerOptions } from './start-server.ts';
export { makeAdministrator, startServer } from './start-server.ts';
export { WorkerRefused } from './workers/server-connection.ts';
export type { RunningWorker, WorkerOptions } from './workers/start-worker.ts';
export { startWorker } from './workers/start-worker.ts';
