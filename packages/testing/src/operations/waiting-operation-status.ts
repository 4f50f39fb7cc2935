/** How far an operation must have come for `waitForData` to resolve. */
export const WaitingOperationStatus = {
  /** It exists. */
  STARTED: 'STARTED',
  /** As COMPLETED; but a waitForCallback counts as soon as its submitter is through. */
  SUBMITTED: 'SUBMITTED',
  /** It has ended, however it ended. */
  COMPLETED: 'COMPLETED',
} as const;
export type WaitingOperationStatus = (typeof WaitingOperationStatus)[keyof typeof WaitingOperationStatus];
export declare namespace WaitingOperationStatus {
  type STARTED = 'STARTED';
  type SUBMITTED = 'SUBMITTED';
  type COMPLETED = 'COMPLETED';
}
