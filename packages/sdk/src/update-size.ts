// How much an update weighs in a checkpoint request. WIRE: the count decides where a batch is cut.

import type { OperationUpdate } from './api/wire.ts';

/** The most bytes that one UTF-16 unit takes in JSON: an escaped control character or lone surrogate. */
const BYTES_PER_CHAR_MAX = 6;
/** More than the fixed members, ids and punctuation of an update can take. */
const FIXED_BYTES_MAX = 1024;

/** Where an update belongs, as positions. */
export interface UpdatePosition {
  readonly rawId: string;
  /** Of the recorded context around it; undefined at the root. */
  readonly rawParentId: string | undefined;
}

/** The exact weight: that of the update with positions in the place of ids, beside its position. */
export const updateBytes = ({ rawId, rawParentId }: UpdatePosition, update: OperationUpdate): number =>
  Buffer.byteLength(JSON.stringify({ stepId: rawId, data: { ...update, Id: rawId, ParentId: rawParentId } }));

/** A number that the weight is never above, found without serializing. */
export function updateBytesBound(update: OperationUpdate): number {
  let chars =
    length(update.Payload) + length(update.Name) + length(update.ChainedInvokeOptions?.FunctionName);
  const error = update.Error;
  if (error !== undefined) {
    chars += length(error.ErrorMessage) + length(error.ErrorType) + length(error.ErrorData);
    for (const line of error.StackTrace ?? []) chars += length(line);
  }
  return FIXED_BYTES_MAX + chars * BYTES_PER_CHAR_MAX;
}

const length = (text: string | undefined): number => text?.length ?? 0;
