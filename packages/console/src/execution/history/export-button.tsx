// The whole history with its payloads as one JSON file, in the form of the API.

import Button from '@cloudscape-design/components/button';
import { useMutation } from '@tanstack/react-query';
import { type ApiEvent, historyPage } from '../../api/executions.ts';
import { useNotices } from '../../app/notices.tsx';
import { failureText } from '../../parts/error-state.tsx';
import { download } from '../../parts/payload.tsx';
import { useShownExecution } from '../execution-context.ts';

const pageItemsMax = 1000;

async function readAll(arn: string): Promise<ApiEvent[]> {
  const events: ApiEvent[] = [];
  let marker: string | undefined;
  do {
    const page = await historyPage(arn, { marker, itemsMax: pageItemsMax, withData: true });
    events.push(...page.items);
    marker = page.next;
  } while (marker !== undefined);
  return events;
}

export function ExportButton() {
  const { arn, execution } = useShownExecution();
  const { tell } = useNotices();
  const exporting = useMutation({
    mutationFn: () => readAll(arn),
    onSuccess: (Events) => {
      const text = JSON.stringify({ DurableExecution: execution, Events }, null, 2);
      download(`history-${execution.DurableExecutionName}`, text);
    },
    onError: (error) => tell({ kind: 'error', text: `The history was not exported: ${failureText(error)}` }),
  });
  return (
    <Button iconName="download" loading={exporting.isPending} onClick={() => exporting.mutate()}>
      Export
    </Button>
  );
}
