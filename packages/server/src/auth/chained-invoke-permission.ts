// Whether a function may invoke another one by a chained invoke: what its execution role may, or what the other one allows
// that role.

import type { ExecutionReference, Realm } from '@perdure/protocol';
import type { InvokePermission } from '../executions/chained-targets.ts';
import type { FunctionDirectory } from '../functions/function-directory.ts';
import { roleCaller } from './caller.ts';
import type { Identities } from './identities/identities.ts';
import type { Permissions } from './permissions.ts';

export interface ChainedInvokePermissionOptions {
  realm: Realm;
  identities: Identities;
  directory: Pick<FunctionDirectory, 'version'>;
  permissions: Permissions;
  /** Whether this server asks who somebody is at all. */
  isRequired(): boolean;
}

const INVOKE = 'lambda:InvokeFunction';

export class ChainedInvokePermission implements InvokePermission {
  readonly #options: ChainedInvokePermissionOptions;

  constructor(options: ChainedInvokePermissionOptions) {
    this.#options = options;
  }

  async refusalOf(caller: ExecutionReference, functionArn: string): Promise<string | undefined> {
    const { realm, identities, directory, permissions, isRequired } = this.#options;
    if (!isRequired()) return undefined;
    const { functionName, functionVersion } = caller;
    const deployed = await directory.version(functionName, functionVersion);
    if (deployed === undefined) return `The function ${functionName} has been deleted, and its role with it.`;
    const role = roleCaller(
      { roleArn: deployed.role, sessionName: functionName, environment: { id: '', functionName } },
      identities,
      realm,
    );
    const circumstances = { sourceIp: undefined, isSecure: true, userAgent: undefined };
    const denial = await permissions.denial(role, INVOKE, functionArn, circumstances);
    return denial?.message;
  }
}
