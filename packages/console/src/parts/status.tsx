// Statuses in words, colour and sign; never in colour alone.

import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { ExecutionStatus, OperationStatus } from '@perdure/protocol';
import {
  type Sign,
  type SignedStatus,
  signedExecutionStatus,
  signedOperationStatus,
} from './status-words.ts';

export const ExecutionStatusBadge = ({ status }: { status: ExecutionStatus }) => (
  <StatusBadge signed={signedExecutionStatus(status)} />
);

/** `isLeftOpen`: the execution has ended and this has not, so nothing goes on in it any more. */
export const OperationStatusBadge = ({
  status,
  isLeftOpen,
}: {
  status: OperationStatus;
  isLeftOpen: boolean;
}) => <StatusBadge signed={signedOperationStatus(status, isLeftOpen)} />;

const StatusBadge = ({ signed: [sign, text] }: { signed: SignedStatus }) => (
  <StatusIndicator type={sign} {...openColour(sign)}>
    {text}
  </StatusIndicator>
);

/** What goes on is blue, as in the API's own console. */
const openColour = (sign: Sign) => (sign === 'in-progress' ? ({ colorOverride: 'blue' } as const) : {});
