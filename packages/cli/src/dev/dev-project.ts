// What a development session keeps deployed: one handler, or all of a template.

import type { CodeUnderCheck } from '../replay-check/check-open-executions.ts';

/** A function whose code changes with the coming deployment. */
export interface ChangedFunction {
  functionName: string;
  /** Absent when it has no executions that the change could break: it is new, or not durable. */
  code: CodeUnderCheck | undefined;
}

export interface PreparedChange {
  /** Empty when nothing is to be deployed. */
  changed: readonly ChangedFunction[];
  /** Warnings of the build. */
  warnings: readonly string[];
  /** Deploys it, and answers a line for each thing that changed. */
  apply(): Promise<string[]>;
}

export interface DevProject {
  /** What is shown at the start: pairs of a label and a value. */
  readonly summary: readonly (readonly [string, string])[];
  /** Folders and files to watch, as absolute paths. Grows with what the builds read. */
  readonly watched: readonly string[];
  /** Builds; fails with a CommandFailure that says what does not compile. */
  prepare(): Promise<PreparedChange>;
}
