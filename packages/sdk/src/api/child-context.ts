import type { DurableOperationError } from '../errors/durable-operation-error.ts';
import type { DurableContext } from './durable-context.ts';
import type { DurableLogger } from './logger.ts';
import type { Serdes } from './serdes.ts';

export interface ChildConfig<T> {
  /** Default: the context's serdes. */
  serdes?: Serdes<T>;
  /** Recorded sub type. Default: `RunInChildContext`. */
  subType?: string;
  /** What is recorded instead of a result over 256 KiB. Default: nothing. */
  summaryGenerator?: (result: T) => string;
  /** Replaces the `ChildContextError` that a failure is wrapped in. */
  errorMapper?: (originalError: DurableOperationError) => DurableOperationError;
  /** Leaves no record of the context itself: its operations belong to the nearest recorded ancestor. Default: false. */
  virtualContext?: boolean;
}

export type ChildFunc<T, Logger extends DurableLogger = DurableLogger> = (
  context: DurableContext<Logger>,
) => Promise<T>;
