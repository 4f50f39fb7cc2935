import type { DurableContext } from './api/durable-context.ts';
import type { LambdaContext } from './api/lambda-context.ts';
import type { CheckpointQueue } from './checkpoint-queue.ts';
import type { Clock } from './clock.ts';
import type { ContextNode } from './context/context-node.ts';
import type { OperationRecords } from './operation-records.ts';
import type { OperationWaits } from './operation-waits.ts';
import type { PluginRunner } from './plugins/plugin-runner.ts';
import type { ReplayWatch } from './replay-watch.ts';
import type { Suspension } from './suspension.ts';

/** What all contexts of one invocation share. */
export interface Invocation {
  readonly executionArn: string;
  readonly lambdaContext: LambdaContext;
  readonly clock: Clock;
  /** Who watches this replay; undefined when it is one that goes on. */
  readonly watch: ReplayWatch | undefined;
  readonly records: OperationRecords;
  readonly queue: CheckpointQueue;
  readonly suspension: Suspension;
  readonly waits: OperationWaits;
  readonly plugins: PluginRunner;
  /** Wire ids of what changed since the previous invocation without its doing. */
  readonly updatedOperationIds: ReadonlySet<string>;
  /** How many of the outermost levels of contexts keep their children visible on replay. */
  readonly childOperationsDepth: number;
  /** Makes the public face of a context. Passed in, because that face knows all operations. */
  openContext(node: ContextNode): DurableContext;
}
