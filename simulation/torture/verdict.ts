// What must hold after torture, from the trail of the functions and the histories of the server.

import type { Event } from '@aws-sdk/client-lambda';

export interface TrailLine {
  id: string;
  step: number;
  did: 'run' | 'acknowledged';
  value?: number;
}

export interface TorturedExecution {
  id: string;
  steps: number;
  status: string | undefined;
  history: readonly Event[];
  /** ARNs of the executions that were started for its chained invoke. */
  children: string[];
}

/** Every broken promise, in words; none when all is well. */
export function findBroken(executions: readonly TorturedExecution[], trail: readonly TrailLine[]): string[] {
  const lines = Map.groupBy(trail, (line) => line.id);
  return executions.flatMap((execution) => [
    ...findInHistory(execution),
    ...findInChildren(execution),
    ...findInTrail(execution, lines.get(execution.id) ?? []),
  ]);
}

function findInHistory({ id, steps, status, history }: TorturedExecution): string[] {
  const broken: string[] = [];
  if (status !== 'SUCCEEDED') broken.push(`${id} ended ${status}`);
  for (const [index, event] of history.entries()) {
    if (event.EventId !== index + 1)
      broken.push(`P6 ${id}: event ${index + 1} of the history is ${event.EventId}`);
  }
  for (let step = 0; step < steps; step += 1) {
    const outcomes = history.filter(
      (event) => event.Name === `step-${step}` && event.EventType === 'StepSucceeded',
    ).length;
    if (outcomes !== 1) broken.push(`P2 ${id}: step ${step} has ${outcomes} outcomes`);
  }
  const terminal = history.filter((event) =>
    /^Execution(Succeeded|Failed|Stopped|TimedOut)$/.test(String(event.EventType)),
  );
  if (terminal.length !== 1) broken.push(`P2 ${id}: the execution ended ${terminal.length} times`);
  const waitStarted = history.find((event) => event.EventType === 'WaitStarted');
  const waitSucceeded = history.find((event) => event.EventType === 'WaitSucceeded');
  const due = waitStarted?.WaitStartedDetails?.ScheduledEndTimestamp;
  const fired = waitSucceeded?.EventTimestamp;
  if (due === undefined || fired === undefined || fired < due) broken.push(`P4 ${id}: the wait ended early`);
  return broken;
}

/** One chained invoke starts one child, the one that its history names, and ends once. */
function findInChildren({ id, history, children }: TorturedExecution): string[] {
  const promised = history.flatMap(({ ChainedInvokeStartedDetails: details }) =>
    details?.DurableExecutionArn === undefined ? [] : [details.DurableExecutionArn],
  );
  const ends = history.filter(({ EventType }) => EventType === 'ChainedInvokeSucceeded').length;
  const broken: string[] = [];
  if (children.length !== 1) broken.push(`P5 ${id}: its chained invoke started ${children.length} children`);
  if (promised.length !== 1 || promised[0] !== children[0])
    broken.push(`P6 ${id}: its history names another child than the one that was started`);
  if (ends !== 1) broken.push(`P2 ${id}: its chained invoke ended ${ends} times`);
  return broken;
}

function findInTrail({ id, steps }: TorturedExecution, lines: readonly TrailLine[]): string[] {
  const broken: string[] = [];
  for (let step = 0; step < steps; step += 1) {
    const ofStep = lines.filter((line) => line.step === step);
    const acknowledged = ofStep.findIndex((line) => line.did === 'acknowledged');
    const ranAgain = ofStep.some((line, index) => line.did === 'run' && index > acknowledged);
    if (acknowledged === -1) broken.push(`${id}: step ${step} was never acknowledged`);
    else if (ranAgain) broken.push(`P1 ${id}: step ${step} ran again after its checkpoint was acknowledged`);
    if (ofStep.some((line) => line.did === 'acknowledged' && line.value !== step * step)) {
      broken.push(`P2 ${id}: step ${step} was given another result than the one it recorded`);
    }
  }
  return broken;
}
