// Callback ids and checkpoint tokens: opaque to everybody else. Both name what they belong to, so that they can be found
// without an index, and carry a nonce, so that they cannot be guessed; what counts is equality with the recorded one.
//
//   callback id       base64( execution id / operation id / nonce )
//   checkpoint token  base64( execution id / invocation number / sequence number / nonce )

import type { ExecutionId, OperationId } from '@perdure/protocol';

export const encodeCallbackId = (executionId: ExecutionId, operationId: OperationId, nonce: string): string =>
  btoa(`${executionId}/${operationId}/${nonce}`);

export interface CallbackReference {
  executionId: ExecutionId;
  operationId: OperationId;
}

/** Reads a callback id, or answers undefined when the text was never one of ours. */
export function decodeCallbackId(text: string): CallbackReference | undefined {
  const [executionId, operationId, nonce, ...rest] = decodeParts(text);
  if (!executionId || !operationId || !nonce || rest.length > 0) return undefined;
  return { executionId: executionId as ExecutionId, operationId };
}

export interface TokenReference {
  executionId: ExecutionId;
  invocation: number;
  sequence: number;
  nonce: string;
}

export const encodeToken = (token: TokenReference): string =>
  btoa(`${token.executionId}/${token.invocation}/${token.sequence}/${token.nonce}`);

export function decodeToken(text: string): TokenReference | undefined {
  const [executionId, invocation, sequence, nonce, ...rest] = decodeParts(text);
  if (!executionId || !invocation || !sequence || !nonce || rest.length > 0) return undefined;
  return {
    executionId: executionId as ExecutionId,
    invocation: Number(invocation),
    sequence: Number(sequence),
    nonce,
  };
}

function decodeParts(text: string): string[] {
  try {
    return atob(text).split('/');
  } catch {
    return [];
  }
}
