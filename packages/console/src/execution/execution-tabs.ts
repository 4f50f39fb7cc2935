// The tabs of an execution's page: the ways to look at what it did.

import type { ExecutionView } from './view/execution-view.ts';

export type ExecutionTab = 'operations' | 'timeline' | 'graph' | 'events' | 'invocations' | 'logs';

export const executionTabs = (view: ExecutionView): { id: ExecutionTab; label: string }[] => [
  { id: 'operations', label: `Durable operations (${view.operations.size})` },
  { id: 'timeline', label: 'Timeline' },
  { id: 'graph', label: 'Graph' },
  { id: 'events', label: `Event history (${view.events.length})` },
  { id: 'invocations', label: `Invocations (${view.invocations.length})` },
  { id: 'logs', label: 'Logs' },
];

export const executionTabAt = (parameters: URLSearchParams, view: ExecutionView): ExecutionTab =>
  executionTabs(view).find(({ id }) => id === parameters.get('tab'))?.id ?? 'operations';
