// The server without sockets and processes, for those who run it inside their own: the testing library, the simulator.

export type { Cancel, Clock } from './clock.ts';
export type { CoreOptions } from './core.ts';
export { Core } from './core.ts';
export type {
  FunctionError,
  InvocationOutcome,
  InvocationTask,
  Invoker,
  Slot,
} from './environments/invoker.ts';
export type { ExecutionService, Outcome, Started } from './executions/execution-service.ts';
export type { FreshIds } from './fresh-ids.ts';
export { SystemIds } from './fresh-ids.ts';
export type { DeployedFunction } from './functions/deployed-function.ts';
export type { FunctionDirectory } from './functions/function-directory.ts';
export type { StatusChangeEvent, StatusTarget } from './outbound/status-target.ts';
export { isOfAws } from './outbound/status-target.ts';
