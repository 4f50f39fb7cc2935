// What a runtime's launcher answers: how to start the process of an environment.

import type { DeployedFunction } from '../functions/deployed-function.ts';

export interface LaunchPlan {
  command: string;
  arguments: readonly string[];
  /** Variables that this runtime needs besides those that all runtimes get. */
  variables: Readonly<Record<string, string>>;
}

export type Launcher = (deployed: DeployedFunction, codeDirectory: string) => LaunchPlan;
