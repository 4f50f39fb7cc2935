// The columns of a list of executions, and which of them are shown until the user has chosen.

import type { ListPreferences } from '../parts/list-preferences.ts';
import { pageSizeDefault } from './page-size.ts';

export const columnLabels: readonly (readonly [id: string, label: string])[] = [
  ['name', 'Execution name'],
  ['function', 'Function'],
  ['id', 'Execution ID'],
  ['status', 'Status'],
  ['start', 'Start'],
  ['end', 'End'],
  ['duration', 'Duration'],
  ['version', 'Version'],
  ['error', 'Error'],
];

/** `isOfOne`: of the list of one function's executions. */
export const defaultPreferences = (isOfOne: boolean): ListPreferences => ({
  pageSize: pageSizeDefault,
  wrapLines: false,
  stripedRows: false,
  contentDisplay: columnLabels.map(([id]) => ({
    id,
    visible: id === 'function' ? !isOfOne : id === 'id' ? isOfOne : id !== 'error',
  })),
});
