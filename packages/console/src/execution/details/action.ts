// Something done to the execution that is shown: what came of it is told, and everything shown is read again.

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { executionQuery } from '../../api/queries.ts';
import { useNotices } from '../../app/notices.tsx';
import { historyKey } from '../execution-history.ts';

/** @param done What is told when it went well. */
export function useExecutionAction<Input>(
  arn: string,
  act: (input: Input) => Promise<unknown>,
  done: string,
  onDone: () => void,
) {
  const client = useQueryClient();
  const { tell } = useNotices();
  return useMutation({
    mutationFn: act,
    async onSuccess() {
      tell({ kind: 'success', text: done });
      onDone();
      await client.invalidateQueries({ queryKey: executionQuery(arn).queryKey });
      await client.invalidateQueries({ queryKey: historyKey(arn) });
    },
  });
}
