// AWS's SDK as referee: a handler runs under both, on the same double of the service.

import { withDurableExecution as withAwsDurableExecution } from '@aws/durable-execution-sdk-js';
import { expect } from 'vitest';
import type { DurableExecutionHandler } from '../src/index.ts';
import { type DriveOptions, drive, type Run, type Wrapper } from './drive.ts';
import { ServiceDouble } from './service-double.ts';

export const awsWrapper = withAwsDurableExecution as unknown as Wrapper;

/** Undefined members do not exist on the wire. */
export const onTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

export interface BothOptions extends Omit<DriveOptions, 'service'> {
  /** Puts records there as if an earlier invocation had left them. */
  prepare?: (service: ServiceDouble) => void;
}

/** Runs a handler under both SDKs, demands the same checkpoints and answers, and gives our run. */
export async function sameOnBoth(handler: DurableExecutionHandler, options: BothOptions = {}): Promise<Run> {
  const { prepare, ...rest } = options;
  const run = (wrapper?: Wrapper): Promise<Run> => {
    const service = new ServiceDouble(rest);
    prepare?.(service);
    return drive(handler, { ...rest, service }, wrapper);
  };
  const theirs = await run(awsWrapper);
  const ours = await run();
  expect(onTheWire(ours.service.requests)).toEqual(onTheWire(theirs.service.requests));
  expect(onTheWire(ours.outputs)).toEqual(onTheWire(theirs.outputs));
  return ours;
}

/** What a handler can see of a failure. */
export async function faceOf(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    return { value: await promise };
  } catch (error) {
    return face(error);
  }
}

const face = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error;
  const { name, message, cause } = error;
  const { errorType, errorData } = error as { errorType?: string; errorData?: string };
  return { name, message, errorType, errorData, ...(cause === undefined ? {} : { cause: face(cause) }) };
};
