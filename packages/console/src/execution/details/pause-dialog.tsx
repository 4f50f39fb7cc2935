import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { pauseExecution, resumeExecution } from '../../api/executions.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';
import { useShownExecution } from '../execution-context.ts';
import { useExecutionAction } from './action.ts';

interface PauseDialogProps {
  verb: 'pause' | 'resume';
  onClose(): void;
}

export function PauseDialog({ verb, onClose }: PauseDialogProps) {
  const { arn, execution } = useShownExecution();
  const [reason, setReason] = useState('');
  const [pausesTimeout, setPausesTimeout] = useState(false);
  const pauses = verb === 'pause';
  const action = useExecutionAction(
    arn,
    () => (pauses ? pauseExecution(arn, reason, pausesTimeout) : resumeExecution(arn, reason)),
    pauses
      ? `${execution.DurableExecutionName} is being paused.`
      : `${execution.DurableExecutionName} goes on.`,
    onClose,
  );
  return (
    <ActionDialog
      title={`${pauses ? 'Pause' : 'Resume'} ${execution.DurableExecutionName}?`}
      verb={pauses ? 'Pause' : 'Resume'}
      isRunning={action.isPending}
      error={action.error}
      onConfirm={() => action.mutate(undefined)}
      onClose={onClose}
    >
      <Box>
        {pauses
          ? 'Its function is not invoked until it is resumed. Timers go on, and callbacks are accepted, but nothing follows from them before then.'
          : 'Its function is invoked as soon as there is something to do.'}
      </Box>
      <FormField label="Reason - optional">
        <Input value={reason} onChange={({ detail }) => setReason(detail.value)} />
      </FormField>
      {pauses && (
        <Checkbox checked={pausesTimeout} onChange={({ detail }) => setPausesTimeout(detail.checked)}>
          The time until its timeout stands still meanwhile
        </Checkbox>
      )}
    </ActionDialog>
  );
}
