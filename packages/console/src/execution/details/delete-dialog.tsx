import Box from '@cloudscape-design/components/box';
import { parseExecutionArn } from '@perdure/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { deleteExecution } from '../../api/executions.ts';
import { useNotices } from '../../app/notices.tsx';
import { paths } from '../../app/paths.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';
import { useShownExecution } from '../execution-context.ts';

export function DeleteDialog({ onClose }: { onClose(): void }) {
  const { arn, execution } = useShownExecution();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { tell } = useNotices();
  const removal = useMutation({
    mutationFn: () => deleteExecution(arn),
    async onSuccess() {
      tell({ kind: 'success', text: `${execution.DurableExecutionName} is deleted.` });
      await navigate(paths.function(parseExecutionArn(arn)?.functionName ?? '', 'executions'));
      client.removeQueries({ queryKey: ['execution', arn] });
      client.removeQueries({ queryKey: ['history', arn] });
    },
  });
  return (
    <ActionDialog
      title={`Delete ${execution.DurableExecutionName}?`}
      verb="Delete"
      isRunning={removal.isPending}
      error={removal.error}
      onConfirm={() => removal.mutate()}
      onClose={onClose}
    >
      <Box>
        It is removed with its history, its payloads and its name, before its retention ends. It cannot be had
        back.
      </Box>
    </ActionDialog>
  );
}
