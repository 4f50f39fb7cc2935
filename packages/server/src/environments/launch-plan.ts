// What a runtime's launcher answers: how to start the process of an environment.

import type { DeployedFunction } from '../functions/deployed-function.ts';
import type { FunctionError } from './invoker.ts';

export interface LaunchPlan {
  command: string;
  arguments: readonly string[];
  /** Variables that this runtime needs besides those that all runtimes get. */
  variables: Readonly<Record<string, string>>;
  /** The folder of the runtime itself: LAMBDA_RUNTIME_DIR. */
  runtimeDirectory: string;
}

/** Throws LaunchRefused when the machine or the code lacks something. */
export type Launcher = (deployed: DeployedFunction, codeDirectory: string) => Promise<LaunchPlan>;

/** Why a process cannot be started, in words for the owner of the function. */
export class LaunchRefused extends Error {
  override readonly name = 'LaunchRefused';
  readonly error: FunctionError;

  constructor(errorType: string, errorMessage: string) {
    super(errorMessage);
    this.error = { errorType, errorMessage };
  }
}
