import type { DurableExecutionInvocationInput, LambdaContext } from '@perdure/sdk';

/** A durable function: what `withDurableExecution` returned, of @perdure/sdk or of @aws/durable-execution-sdk-js. */
export type DurableHandler = (
  event: DurableExecutionInvocationInput,
  context: LambdaContext,
) => Promise<{ Status: string }>;
