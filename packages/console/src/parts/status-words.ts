// Statuses in words, with the sign and the colour that go with them; what draws them is elsewhere.

import type { ExecutionStatus, OperationStatus } from '@perdure/protocol';

/** What the design system calls its signs. */
export type Sign = 'in-progress' | 'success' | 'error' | 'warning' | 'stopped' | 'pending';
export type SignedStatus = readonly [sign: Sign, text: string];

const executionStatus: Readonly<Record<ExecutionStatus, SignedStatus>> = {
  RUNNING: ['in-progress', 'Running'],
  SUCCEEDED: ['success', 'Succeeded'],
  FAILED: ['error', 'Failed'],
  TIMED_OUT: ['warning', 'Timed out'],
  STOPPED: ['stopped', 'Stopped'],
  PAUSING: ['pending', 'Pausing'],
  PAUSED: ['pending', 'Paused'],
  DELETING: ['pending', 'Deleting'],
};

const operationStatus: Readonly<Record<OperationStatus, SignedStatus>> = {
  STARTED: ['in-progress', 'Started'],
  PENDING: ['pending', 'Pending'],
  READY: ['in-progress', 'Ready'],
  SUCCEEDED: ['success', 'Succeeded'],
  FAILED: ['error', 'Failed'],
  CANCELLED: ['stopped', 'Cancelled'],
  TIMED_OUT: ['warning', 'Timed out'],
  STOPPED: ['stopped', 'Stopped'],
};

export const signedExecutionStatus = (status: ExecutionStatus): SignedStatus => executionStatus[status];

/** `isLeftOpen`: the execution has ended and this has not, so nothing goes on in it any more. */
export const signedOperationStatus = (status: OperationStatus, isLeftOpen: boolean): SignedStatus =>
  isLeftOpen ? ['stopped', 'Not finished'] : operationStatus[status];

export const executionStatusText = (status: ExecutionStatus): string => executionStatus[status][1];
export const operationStatusText = (status: OperationStatus): string => operationStatus[status][1];

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

const signTones: Readonly<Record<Sign, Tone>> = {
  'in-progress': 'open',
  success: 'good',
  error: 'bad',
  warning: 'warning',
  stopped: 'idle',
  pending: 'idle',
};

/** The colour in which a status is written. */
export const toneOfSign = (sign: Sign): Tone => signTones[sign];
