// The APIs of Perdure itself, for which Lambda has none: what the console and the command line ask beside Lambda's.

import type { CallbackList } from '../../executions/callback-list.ts';
import type { ExecutionSearch } from '../../executions/execution-search.ts';
import type { StackService } from '../../gateway/stacks/stack-service.ts';
import type { WorkerService } from '../../workers/workers.ts';
import type { Api } from '../api.ts';
import type { FunctionControlPlane } from '../function-control-plane.ts';
import { authApi } from './auth/auth-api.ts';
import type { AuthPorts } from './auth/auth-ports.ts';
import { type FunctionCodePorts, functionCodeApi } from './function-code.ts';
import { functionStatisticsApi, type StatisticsPorts } from './function-statistics.ts';
import { listCallbacksApi } from './list-callbacks.ts';
import { type LogPorts, logsApi } from './logs.ts';
import { searchExecutionsApi } from './search-executions.ts';
import { type ServerFacts, serverApi } from './server.ts';
import { stackApis } from './stacks.ts';
import { type WatchPorts, watchEventsApi } from './watch-events.ts';
import { workerApis } from './workers.ts';

export interface PerdureApiPorts {
  readonly search: ExecutionSearch;
  readonly functions: FunctionControlPlane;
  readonly callbacks: CallbackList;
  readonly counting: StatisticsPorts;
  readonly facts: ServerFacts;
  readonly watching: WatchPorts;
  readonly logging: LogPorts;
  readonly stacks: StackService;
  readonly code: FunctionCodePorts;
  readonly auth: AuthPorts;
  readonly workers: WorkerService;
}

export const perdureApi = (ports: PerdureApiPorts): Api[] => [
  serverApi(ports.facts),
  searchExecutionsApi(ports),
  listCallbacksApi(ports.callbacks),
  functionStatisticsApi(ports.counting),
  watchEventsApi(ports.watching),
  logsApi(ports.logging),
  ...stackApis(ports.stacks),
  functionCodeApi(ports.code),
  ...authApi(ports.auth),
  ...workerApis(ports.workers),
];
