// Access control put together for a server: who is let in to its API, what its functions sign with, and which of them may
// invoke which.

import { decodeCallbackId } from '@perdure/engine';
import type { Millis, Realm } from '@perdure/protocol';
import type { InvokePermission } from '../executions/chained-targets.ts';
import type { FunctionRegistry } from '../functions/function-registry.ts';
import { LoopbackAuthorizer } from '../http/loopback-authorizer.ts';
import type { ExecutionLoop } from '../loop/execution-loop.ts';
import { AccessControl } from './access-control.ts';
import { rootCaller } from './caller.ts';
import { ChainedInvokePermission } from './chained-invoke-permission.ts';
import { type Access, isLoopbackHost } from './open-access.ts';
import { Permissions } from './permissions.ts';
import type { CallbackOwner } from './requested-action.ts';

export interface ServerAccessOptions {
  access: Access;
  realm: Realm;
  now(): Millis;
  /** The address that the server listens on. */
  host: string;
  functions: FunctionRegistry;
  requestsPerSecondMax?: number;
}

export interface ServerAccess {
  invokePermission: InvokePermission;
  /** The loop finds the executions that wait for callbacks. */
  control(loop: ExecutionLoop): AccessControl;
}

export function serverAccess(options: ServerAccessOptions): ServerAccess {
  const { access, realm, now, host, functions, requestsPerSecondMax } = options;
  const permissions = new Permissions({ realm, now, functions: functions.policies });
  const isOpenToOthers = !isLoopbackHost(host);
  return {
    invokePermission: new ChainedInvokePermission({
      realm,
      identities: access.identities,
      directory: functions,
      permissions,
      isRequired: () => isOpenToOthers || access.identities.isConfigured,
    }),
    control: (loop) =>
      new AccessControl({
        ...access,
        realm,
        now,
        permissions,
        callbackOwner: callbackOwner(loop),
        ...(requestsPerSecondMax === undefined ? {} : { requestsPerSecondMax }),
        ...(isOpenToOthers
          ? {}
          : {
              loopback: new LoopbackAuthorizer({
                hostNames: [host],
                identity: rootCaller(realm).identity,
              }),
            }),
      }),
  };
}

const callbackOwner =
  (loop: ExecutionLoop): CallbackOwner =>
  async (callbackId) => {
    const callback = decodeCallbackId(callbackId);
    if (callback === undefined) return undefined;
    const found = await loop.read(callback.executionId, ({ reference }) => reference);
    return found.ok ? found.value : undefined;
  };
