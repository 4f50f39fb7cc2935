// The tabs of an execution's page: the ways to look at what it did.

import type { ExecutionView } from './view/execution-view.ts';

const ids = ['operations', 'timeline', 'graph', 'events', 'invocations', 'logs'] as const;
export type ExecutionTab = (typeof ids)[number];

export interface ExecutionTabLabel {
  id: ExecutionTab;
  label: string;
}

/** @param isWhole Whether the view is of the whole history. What is counted before it has been read is followed by a plus. */
export function executionTabs(view: ExecutionView, isWhole: boolean): ExecutionTabLabel[] {
  const more = isWhole ? '' : '+';
  const labels: Readonly<Record<ExecutionTab, string>> = {
    operations: `Durable operations (${view.operations.size}${more})`,
    timeline: 'Timeline',
    graph: 'Graph',
    events: `Event history (${view.events.length}${more})`,
    invocations: `Invocations (${view.invocations.length}${more})`,
    logs: 'Logs',
  };
  return ids.map((id) => ({ id, label: labels[id] }));
}

export const executionTabAt = (parameters: URLSearchParams): ExecutionTab =>
  ids.find((id) => id === parameters.get('tab')) ?? 'operations';
