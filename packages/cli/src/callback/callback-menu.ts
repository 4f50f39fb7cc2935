// Asks the person at the terminal how a callback is to be answered, with the choices of `sam local invoke`.

import type { ErrorObject } from '@perdure/protocol';
import type { LambdaApi } from '../lambda-api.ts';
import type { Terminal } from '../terminal.ts';

export type CallbackAnswer =
  | { kind: 'success'; result: string | undefined }
  | { kind: 'failure'; error: ErrorObject }
  | { kind: 'heartbeat' }
  | { kind: 'stop'; error: ErrorObject };

/**
 * Undefined when the signal fires or the input ends before there is an answer. `suggestedResult` is sent when the person
 * gives no result; without it, none is sent.
 */
export async function askForCallback(
  terminal: Terminal,
  callbackId: string,
  signal: AbortSignal,
  suggestedResult?: string,
): Promise<CallbackAnswer | undefined> {
  terminal.out(
    [
      '',
      `🔄 Execution is waiting for callback: ${callbackId}`,
      'Choose an action:',
      '  1. Send callback success',
      '  2. Send callback failure',
      '  3. Send callback heartbeat',
      '  4. Stop execution',
      '',
    ].join('\n'),
  );
  for (;;) {
    const choice = await terminal.ask('Enter choice (1-4) [1]: ', signal);
    if (choice === undefined) return undefined;
    if (['', '1'].includes(choice.trim())) return await askForResult(terminal, signal, suggestedResult);
    if (['2', '3', '4'].includes(choice.trim())) return await askForOther(terminal, choice.trim(), signal);
    terminal.out(`${choice} is not one of 1, 2, 3 and 4.\n`);
  }
}

async function askForResult(
  terminal: Terminal,
  signal: AbortSignal,
  suggestedResult: string | undefined,
): Promise<CallbackAnswer | undefined> {
  const otherwise = suggestedResult === undefined ? '(empty for none)' : `[${suggestedResult}]`;
  const result = await terminal.ask(`Enter the result ${otherwise}: `, signal);
  return result === undefined ? undefined : { kind: 'success', result: result || suggestedResult };
}

async function askForOther(
  terminal: Terminal,
  choice: string,
  signal: AbortSignal,
): Promise<CallbackAnswer | undefined> {
  if (choice === '3') return { kind: 'heartbeat' };
  const messageDefault = choice === '2' ? 'User cancelled' : 'Execution stopped by user';
  const error = await askForError(terminal, messageDefault, signal);
  return error && { kind: choice === '2' ? 'failure' : 'stop', error };
}

async function askForError(
  terminal: Terminal,
  messageDefault: string,
  signal: AbortSignal,
): Promise<ErrorObject | undefined> {
  const message = await terminal.ask(`Enter the error message [${messageDefault}]: `, signal);
  if (message === undefined) return undefined;
  const type = await terminal.ask('Enter the error type (empty for none): ', signal);
  if (type === undefined) return undefined;
  return { ErrorMessage: message || messageDefault, ...(type !== '' && { ErrorType: type }) };
}

export async function sendAnswer(
  api: LambdaApi,
  executionArn: string,
  callbackId: string,
  answer: CallbackAnswer,
): Promise<void> {
  switch (answer.kind) {
    case 'success':
      return await api.succeedCallback(callbackId, answer.result);
    case 'failure':
      return await api.failCallback(callbackId, answer.error);
    case 'heartbeat':
      return await api.heartbeatCallback(callbackId);
    case 'stop':
      await api.stopExecution(executionArn, answer.error);
  }
}
