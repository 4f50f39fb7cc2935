// What all panes of an execution's page look at.

import { createContext, useContext } from 'react';
import type { ExecutionDetails } from '../api/executions.ts';
import type { CallbackAnswer } from '../parts/callback-dialog.tsx';
import type { TreeState } from './tree/tree-state.ts';
import type { ExecutionView } from './view/execution-view.ts';

export interface ShownExecution {
  arn: string;
  execution: ExecutionDetails;
  view: ExecutionView;
  markers: ReadonlyMap<number, string>;
  isClosed: boolean;
  /** When what is left open stopped going on: the end of the execution; undefined while it runs. */
  closedAt: number | undefined;
  /** The operation whose details are shown, and a way to show those of another; undefined: of none. */
  selectedId: string | undefined;
  select(operationId: string | undefined): void;
  tree: TreeState;
  /** Opens the dialog that answers a callback. It stays, with what is typed in it, when the callback ends meanwhile. */
  answer(callback: CallbackToAnswer): void;
}

export interface CallbackToAnswer {
  callbackId: string;
  /** What waits, as the user knows it. */
  title: string;
  answer: CallbackAnswer;
}

export const ShownExecutionContext = createContext<ShownExecution | undefined>(undefined);

export function useShownExecution(): ShownExecution {
  const shown = useContext(ShownExecutionContext);
  if (shown === undefined) throw new Error('no execution is shown around this');
  return shown;
}
