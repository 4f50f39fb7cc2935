// The usual beginning of a test: an execution whose first invocation runs.

import type { EngineSettings } from '../src/settings.ts';
import { defaultEngineSettings } from '../src/settings.ts';
import type { Start } from '../src/start.ts';
import { VirtualExecution } from './virtual-execution.ts';

export function running(over: Partial<Start> = {}, settings?: EngineSettings): VirtualExecution {
  const execution = new VirtualExecution(over, settings);
  execution.invoke();
  return execution;
}

/** Settings with smaller limits, so that tests need no megabytes. */
export const withLimits = (limits: Partial<EngineSettings['limits']>): EngineSettings => ({
  ...defaultEngineSettings,
  limits: { ...defaultEngineSettings.limits, ...limits },
});
