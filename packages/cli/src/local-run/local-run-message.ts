// What the command and the process that runs a handler say to each other.

export interface LocalRunRequest {
  /** The file that holds the handler, and the name of its export. */
  module: string;
  handlerExport: string;
  /** JSON text. */
  payload: string;
  /** By the name of a callback, the text that answers it. */
  answers: Readonly<Record<string, string>>;
  realTime: boolean;
}

/** One operation. Times are epoch seconds. */
export interface RanOperation {
  id: string;
  parentId?: string;
  name?: string;
  type: string;
  subType?: string;
  status: string;
  /** Of a step: attempts that have ended. */
  attempts?: number;
  startTimestamp: number;
  endTimestamp?: number;
}

export type LocalRunAnswer =
  | {
      kind: 'ended';
      status: string;
      /** JSON text. */
      result?: string;
      error?: { ErrorType?: string; ErrorMessage?: string };
      operations: readonly RanOperation[];
      /** As the history API gives them, with epoch seconds. */
      events: readonly object[];
    }
  /** There is no end to report: the module cannot be loaded, or the run cannot go on. */
  | { kind: 'obstacle'; reason: string; stack?: string; isStuck: boolean };
