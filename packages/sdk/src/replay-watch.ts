// The port through which a check of code against a recorded history watches a replay.
//
// Under a watch nothing new begins: the watch is asked about every operation, and lets pass what the record can answer. The
// code of contexts that ended is run again, so that what they contain is asked for too; their outcome is the recorded one.

/** An operation that the handler asks for. */
export interface OperationCall {
  /** Position, such as "3-2". */
  rawId: string;
  /** Id on the wire. */
  id: string;
  /** Id of the recorded context that it belongs to; undefined in the handler's own. */
  parentId: string | undefined;
  type: string;
  subType: string;
  name: string | undefined;
  /** A context that has no record of its own. */
  isVirtual: boolean;
}

export interface ReplayWatch {
  /** An invocation begins whose SDK will ask. Comes before the state is read. */
  attach(): void;
  /** False: the code that called goes no further. */
  letsPass(call: OperationCall): boolean;
  /** The handler has ended. What it left running may ask until the promise settles. */
  linger(): Promise<void>;
}
