// What the command and the process that replays say to each other.

/** Of one execution; `history` is the answer of the history API, all pages in one. */
export interface ReplayTask {
  executionArn: string;
  history: { Events: readonly object[] };
}

export interface ReplayRequest {
  /** The file that holds the handler, and the name of its export. */
  module: string;
  handlerExport: string;
  tasks: readonly ReplayTask[];
}

export type ReplayAnswer =
  /** One for each task, in order: the first difference, or null when the code replays the history. */
  | { kind: 'replayed'; differences: readonly (string | null)[] }
  /** Nothing could be replayed. */
  | { kind: 'obstacle'; reason: string };
