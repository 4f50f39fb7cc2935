// The process in which a handler runs: what its code prints, changes or ends is its own.

import { pathToFileURL } from 'node:url';
import { MILLIS_PER_SECOND } from '@perdure/protocol';
import {
  type DurableOperation,
  LocalDurableTestRunner,
  StuckRunError,
  type TestResult,
} from '@perdure/testing';
import type { LocalRunAnswer, LocalRunRequest, RanOperation } from './local-run-message.ts';

type Handler = ConstructorParameters<typeof LocalDurableTestRunner>[0]['handlerFunction'];

process.once('message', async (request: LocalRunRequest) => {
  process.send?.(await answer(request));
});

async function answer(request: LocalRunRequest): Promise<LocalRunAnswer> {
  try {
    const handler = handlerOf(await import(pathToFileURL(request.module).href), request.handlerExport);
    await LocalDurableTestRunner.setupTestEnvironment({ skipTime: !request.realTime });
    const runner = new LocalDurableTestRunner({ handlerFunction: handler });
    for (const [name, text] of Object.entries(request.answers))
      runner.answerCallback(name, { success: text });
    return describeEnd(await runner.run({ payload: JSON.parse(request.payload) }));
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    return {
      kind: 'obstacle',
      reason: message,
      isStuck: error instanceof StuckRunError,
      ...(stack === undefined ? {} : { stack }),
    };
  }
}

/** A CommonJS module is seen through its default export as well. */
function handlerOf(loaded: Record<string, unknown>, name: string): Handler {
  const { default: commonJs } = loaded;
  const exported = loaded[name] ?? (commonJs as Record<string, unknown> | undefined)?.[name];
  if (typeof exported !== 'function') throw new Error(`The export ${name} is not a function.`);
  return exported as Handler;
}

function describeEnd(result: TestResult): LocalRunAnswer {
  const status = result.getStatus() ?? 'RUNNING';
  const end = {
    kind: 'ended' as const,
    status,
    operations: result.getOperations().map(describeOperation),
    events: result.getHistoryEvents().map((event) => inSeconds(event) as object),
  };
  if (status === 'SUCCEEDED') {
    const text = JSON.stringify(result.getResult());
    return text === undefined ? end : { ...end, result: text };
  }
  const { errorType = 'Error', errorMessage = '' } = result.getError();
  return { ...end, error: { ErrorType: errorType, ErrorMessage: errorMessage } };
}

function describeOperation(operation: DurableOperation): RanOperation {
  const type = operation.getType() ?? '';
  const attempts = type === 'STEP' ? operation.getStepDetails()?.attempt : undefined;
  const [parentId, name, subType] = [operation.getParentId(), operation.getName(), operation.getSubType()];
  const end = operation.getEndTimestamp();
  return {
    id: operation.getId() ?? '',
    type,
    status: operation.getStatus() ?? '',
    startTimestamp: seconds(operation.getStartTimestamp() ?? new Date(0)),
    ...(parentId === undefined ? {} : { parentId }),
    ...(name === undefined ? {} : { name }),
    ...(subType === undefined ? {} : { subType }),
    ...(attempts === undefined ? {} : { attempts }),
    ...(end === undefined ? {} : { endTimestamp: seconds(end) }),
  };
}

const seconds = (date: Date): number => date.getTime() / MILLIS_PER_SECOND;

/** The event with its times as on the wire. */
function inSeconds(value: unknown): unknown {
  if (value instanceof Date) return seconds(value);
  if (Array.isArray(value)) return value.map(inSeconds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, inSeconds(member)]));
}
