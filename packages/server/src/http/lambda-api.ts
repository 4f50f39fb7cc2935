// All APIs that this server speaks, bound to what they ask.

import type { Limits, Realm } from '@perdure/protocol';
import type { ExecutionService } from '../executions/execution-service.ts';
import type { FunctionDirectory } from '../functions/function-directory.ts';
import { accountSettingsApi } from './account-settings.ts';
import { aliasApis } from './aliases.ts';
import type { Api } from './api.ts';
import { callbackApis } from './callbacks.ts';
import { checkpointApi } from './checkpoint.ts';
import { eventInvokeApis } from './event-invoke-configs.ts';
import { executionApi } from './execution.ts';
import { concurrencyApis } from './function-concurrency.ts';
import type { FunctionControlPlane } from './function-control-plane.ts';
import { policyApis } from './function-policies.ts';
import { functionApis } from './functions.ts';
import { historyApi } from './history.ts';
import { invokeApis } from './invoke.ts';
import { listExecutionsApi } from './list-executions.ts';
import { operateApis } from './operate-execution.ts';
import type { PlainInvoker } from './plain-invoker.ts';
import { stateApi } from './state.ts';
import { stopApi } from './stop.ts';
import { tagApis } from './tags.ts';
import { versionApis } from './versions.ts';

export interface LambdaApiPorts {
  readonly executions: ExecutionService;
  readonly directory: FunctionDirectory;
  readonly functions: FunctionControlPlane;
  readonly plainInvoker: PlainInvoker;
  /** Where this server's resources live: ARNs of other realms are not found here. */
  readonly home: Realm;
  readonly limits: Limits;
  /** Whether GetDurableExecutionHistory includes data when the request does not say. Default: false. */
  readonly historyIncludesData?: boolean;
}

export function lambdaApi(ports: LambdaApiPorts): Api[] {
  const { executions, home, limits, historyIncludesData = false } = ports;
  return [
    checkpointApi(executions, home),
    stateApi(executions, home),
    executionApi(executions, home),
    historyApi(executions, home, historyIncludesData),
    listExecutionsApi(ports),
    stopApi(executions, home),
    ...operateApis(executions, home),
    ...callbackApis(executions, limits),
    ...invokeApis(ports),
    ...functionApis(ports),
    ...versionApis(ports),
    ...aliasApis(ports),
    ...concurrencyApis(ports),
    ...tagApis(ports),
    ...eventInvokeApis(ports),
    ...policyApis(ports),
    accountSettingsApi(ports),
  ];
}
