import type { DurableLogData, DurableLogger, LoggerConfig } from '../api/logger.ts';
import type { Invocation } from '../invocation.ts';
import type { ContextNode } from './context-node.ts';
import { currentScope } from './scope.ts';

/** Changes the logger of a context; what is not given stays. */
export function configureLogger<TLogger extends DurableLogger>(
  node: ContextNode,
  config: LoggerConfig<TLogger>,
): void {
  if (config.customLogger !== undefined) {
    node.settings.logger = config.customLogger;
    bindLogger(config.customLogger, node.invocation);
  }
  if (config.modeAware !== undefined) node.settings.modeAware = config.modeAware;
}

/** Lets a logger ask where the running code stands. */
export function bindLogger(
  logger: DurableLogger,
  invocation: Pick<Invocation, 'executionArn' | 'lambdaContext'>,
): void {
  logger.configureDurableLoggingContext?.({ getDurableLogData: () => logData(invocation) });
}

function logData({
  executionArn,
  lambdaContext,
}: Pick<Invocation, 'executionArn' | 'lambdaContext'>): DurableLogData {
  const data: DurableLogData = { requestId: lambdaContext.awsRequestId, executionArn };
  if (lambdaContext.tenantId !== undefined) data.tenantId = lambdaContext.tenantId;
  const operation = currentScope()?.operation;
  if (operation === undefined) return data;
  data.operationId = operation.id;
  if (operation.name !== undefined) data.operationName = operation.name;
  if (operation.attempt !== undefined) data.attempt = operation.attempt;
  return data;
}
