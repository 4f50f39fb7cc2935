// Which executions have ended.

import type { ExecutionStatus } from '@perdure/protocol';

const closed: ReadonlySet<ExecutionStatus> = new Set([
  'SUCCEEDED',
  'FAILED',
  'TIMED_OUT',
  'STOPPED',
  'DELETING',
]);

export const isClosed = (status: ExecutionStatus): boolean => closed.has(status);
