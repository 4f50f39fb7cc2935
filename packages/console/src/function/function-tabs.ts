// The tabs of a function's page, in the order of the Lambda console.

import type { FunctionTab } from '../app/paths.ts';

const labels: Readonly<Record<FunctionTab, string>> = {
  code: 'Code',
  test: 'Test',
  monitor: 'Monitor',
  executions: 'Durable executions',
  configuration: 'Configuration',
  logs: 'Logs',
  aliases: 'Aliases',
  versions: 'Versions',
};
const durableOnly: ReadonlySet<FunctionTab> = new Set(['monitor', 'executions']);

export interface LabelledTab<Id extends string = string> {
  id: Id;
  label: string;
}

/** Those that the function has. */
export const functionTabs = (isDurable: boolean): LabelledTab<FunctionTab>[] =>
  (Object.keys(labels) as FunctionTab[])
    .filter((id) => isDurable || !durableOnly.has(id))
    .map((id) => ({ id, label: labels[id] }));

/** The one that an address asks for; without one, what matters most of such a function. */
export const functionTabAt = (parameters: URLSearchParams, isDurable: boolean): FunctionTab =>
  functionTabs(isDurable).find(({ id }) => id === parameters.get('tab'))?.id ??
  (isDurable ? 'executions' : 'code');
