// Times leave the server as epoch seconds; inside they are milliseconds. These are the shapes of API bodies that hold
// times, converted.

import {
  type CheckpointResponse,
  type EpochSeconds,
  type HistoryEvent,
  type HistoryEventDetails,
  historyEventTypes,
  type Operation,
  type StatePage,
  toEpochSeconds,
} from '@perdure/protocol';
import type { ExecutionDescription, ExecutionSummary } from '../executions/execution-service.ts';

export function wireOperation(operation: Operation): Operation<EpochSeconds> {
  const { StartTimestamp, EndTimestamp, StepDetails, WaitDetails, ...rest } = operation;
  const wire: Operation<EpochSeconds> = { ...rest, StartTimestamp: toEpochSeconds(StartTimestamp) };
  if (EndTimestamp !== undefined) wire.EndTimestamp = toEpochSeconds(EndTimestamp);
  if (StepDetails !== undefined) {
    const { NextAttemptTimestamp, ...step } = StepDetails;
    wire.StepDetails = step;
    if (NextAttemptTimestamp !== undefined) {
      wire.StepDetails.NextAttemptTimestamp = toEpochSeconds(NextAttemptTimestamp);
    }
  }
  if (WaitDetails !== undefined) {
    const { ScheduledEndTimestamp } = WaitDetails;
    wire.WaitDetails =
      ScheduledEndTimestamp === undefined
        ? {}
        : { ScheduledEndTimestamp: toEpochSeconds(ScheduledEndTimestamp) };
  }
  return wire;
}

export const wireStatePage = (page: StatePage): StatePage<EpochSeconds> => ({
  ...page,
  Operations: page.Operations.map(wireOperation),
});

export const wireCheckpoint = (response: CheckpointResponse): CheckpointResponse<EpochSeconds> => ({
  ...response,
  NewExecutionState: wireStatePage(response.NewExecutionState),
});

export function wireEvent(event: HistoryEvent): HistoryEvent<EpochSeconds> {
  const wire: HistoryEvent<EpochSeconds> = {
    ...event,
    EventTimestamp: toEpochSeconds(event.EventTimestamp),
  };
  for (const type of historyEventTypes) {
    const details = event[`${type}Details`];
    if (details !== undefined) wire[`${type}Details`] = wireDetails(details);
  }
  return wire;
}

const detailTimes = [
  'ScheduledEndTimestamp',
  'StartTimestamp',
  'EndTimestamp',
  'PauseRequestTimestamp',
  'ResumeRequestTimestamp',
] as const;

function wireDetails(details: HistoryEventDetails): HistoryEventDetails<EpochSeconds> {
  const wire: HistoryEventDetails<EpochSeconds> = { ...details };
  for (const name of detailTimes) {
    const at = details[name];
    if (at !== undefined) wire[name] = toEpochSeconds(at);
  }
  return wire;
}

/** Descriptions and summaries of executions bear the same two times. */
export function wireExecution<Shape extends ExecutionDescription | ExecutionSummary>(
  execution: Shape,
): Shape {
  const wire = { ...execution, StartTimestamp: toEpochSeconds(execution.StartTimestamp) };
  if (execution.EndTimestamp !== undefined) wire.EndTimestamp = toEpochSeconds(execution.EndTimestamp);
  if ('PauseDetails' in wire && wire.PauseDetails !== undefined) {
    const PauseRequestTimestamp = toEpochSeconds(wire.PauseDetails.PauseRequestTimestamp);
    wire.PauseDetails = { ...wire.PauseDetails, PauseRequestTimestamp };
  }
  return wire;
}
