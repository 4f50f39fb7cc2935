import Box from '@cloudscape-design/components/box';
import { useState } from 'react';
import { stopExecution } from '../../api/executions.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';
import { errorOf, ReasonFields } from '../../parts/reason-fields.tsx';
import { useShownExecution } from '../execution-context.ts';
import { useExecutionAction } from './action.ts';

export function StopExecutionDialog({ onClose }: { onClose(): void }) {
  const { arn, execution } = useShownExecution();
  const [reason, setReason] = useState({ type: '', message: 'Stopped in the console' });
  const stop = useExecutionAction(
    arn,
    () => stopExecution(arn, errorOf(reason)),
    `${execution.DurableExecutionName} is stopped.`,
    onClose,
  );
  return (
    <ActionDialog
      title={`Stop ${execution.DurableExecutionName}?`}
      verb="Stop"
      isRunning={stop.isPending}
      error={stop.error}
      onConfirm={() => stop.mutate(undefined)}
      onClose={onClose}
    >
      <Box>
        No code of it runs any more, nothing that it did is undone, and it cannot be started where it was. The
        reason is what its caller gets, and stands in its history.
      </Box>
      <ReasonFields reason={reason} onChange={setReason} />
    </ActionDialog>
  );
}
