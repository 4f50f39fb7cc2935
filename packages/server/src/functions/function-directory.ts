// The port through which the rest of the server finds functions. The control plane (function-registry.ts) implements it.

import type { Result } from '@perdure/protocol';
import type { DeployedFunction } from './deployed-function.ts';

export interface FunctionDirectory {
  /**
   * Resolves a name and a qualifier (version, alias, `$LATEST` or none) to the version that would run now. Weighted
   * aliases choose anew at each call. Refused with ResourceNotFoundException when nothing is there.
   */
  resolve(functionName: string, qualifier: string | undefined): Promise<Result<DeployedFunction>>;
  /** The version exactly: what an execution is pinned to. */
  version(functionName: string, version: string): Promise<DeployedFunction | undefined>;
  /** Whether the function exists, in any version. */
  exists(functionName: string): Promise<boolean>;
}
