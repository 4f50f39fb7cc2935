// The logger of a context: silent while recorded work is replayed, so that a line is written once per execution and
// not once per invocation.

import type { DurableContextLogger, DurableLogger } from '../api/logger.ts';
import type { ContextNode } from '../context/context-node.ts';
import { currentScope } from '../context/scope.ts';

/** The logger of a context. It follows later changes of the context's settings. */
export function contextLogger<TLogger extends DurableLogger>(
  node: ContextNode,
): DurableContextLogger<TLogger> {
  const { settings } = node;
  const method =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (...params: unknown[]): void => {
      if (isHeard(node)) settings.logger[level](...params);
    };
  const logger: Omit<DurableLogger, 'log'> & Partial<Pick<DurableLogger, 'log'>> = {
    debug: method('debug'),
    info: method('info'),
    warn: method('warn'),
    error: method('error'),
  };
  if (settings.logger.log !== undefined) {
    logger.log = (level, ...params) => {
      if (isHeard(node)) settings.logger.log?.(level, ...params);
    };
  }
  return logger as DurableContextLogger<TLogger>;
}

// The body of a step or of a condition has no node: it never runs for a replay, so that it is always heard.
function isHeard(node: ContextNode): boolean {
  if (node.invocation.watch !== undefined) return false;
  if (!node.settings.modeAware) return true;
  const running = currentScope()?.node;
  return running === undefined || running.mode === 'execution';
}
