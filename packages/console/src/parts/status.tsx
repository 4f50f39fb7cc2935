// Statuses in words, colour and sign; never in colour alone.

import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { ExecutionStatus, OperationStatus } from '@perdure/protocol';

type Shown = readonly [sign: StatusIndicatorProps.Type, text: string];

const executionStatus: Readonly<Record<ExecutionStatus, Shown>> = {
  RUNNING: ['in-progress', 'Running'],
  SUCCEEDED: ['success', 'Succeeded'],
  FAILED: ['error', 'Failed'],
  TIMED_OUT: ['warning', 'Timed out'],
  STOPPED: ['stopped', 'Stopped'],
  PAUSING: ['pending', 'Pausing'],
  PAUSED: ['pending', 'Paused'],
  DELETING: ['pending', 'Deleting'],
};

const operationStatus: Readonly<Record<OperationStatus, Shown>> = {
  STARTED: ['in-progress', 'Started'],
  PENDING: ['pending', 'Pending'],
  READY: ['in-progress', 'Ready'],
  SUCCEEDED: ['success', 'Succeeded'],
  FAILED: ['error', 'Failed'],
  CANCELLED: ['stopped', 'Cancelled'],
  TIMED_OUT: ['warning', 'Timed out'],
  STOPPED: ['stopped', 'Stopped'],
};

export const executionStatusText = (status: ExecutionStatus): string => executionStatus[status][1];
export const operationStatusText = (status: OperationStatus): string => operationStatus[status][1];

export function ExecutionStatusBadge({ status }: { status: ExecutionStatus }) {
  const [type, text] = executionStatus[status];
  return (
    <StatusIndicator type={type} {...openColour(type)}>
      {text}
    </StatusIndicator>
  );
}

/** What goes on is blue, as in the API's own console. */
const openColour = (type: StatusIndicatorProps.Type) =>
  type === 'in-progress' ? ({ colorOverride: 'blue' } as const) : {};

/** `isLeftOpen`: the execution has ended and this has not, so nothing goes on in it any more. */
export function OperationStatusBadge({
  status,
  isLeftOpen,
}: {
  status: OperationStatus;
  isLeftOpen: boolean;
}) {
  const [type, text] = operationStatus[status];
  if (isLeftOpen) return <StatusIndicator type="stopped">Not finished</StatusIndicator>;
  return (
    <StatusIndicator type={type} {...openColour(type)}>
      {text}
    </StatusIndicator>
  );
}

/** Which of four colours stands for it in diagrams. */
export type Tone = 'good' | 'bad' | 'warning' | 'open' | 'idle';

const tones: Readonly<Record<OperationStatus, Tone>> = {
  STARTED: 'open',
  PENDING: 'open',
  READY: 'open',
  SUCCEEDED: 'good',
  FAILED: 'bad',
  CANCELLED: 'idle',
  TIMED_OUT: 'warning',
  STOPPED: 'idle',
};

export const toneOf = (status: OperationStatus, isLeftOpen: boolean): Tone =>
  isLeftOpen ? 'idle' : tones[status];
