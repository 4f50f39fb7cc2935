// Stops executions, after showing which. Each is stopped by itself: what could not be stopped is said beside it.

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Modal from '@cloudscape-design/components/modal';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type ExecutionLine, searchExecutions, stopExecution } from '../api/executions.ts';
import { usePreferences } from '../app/preferences.tsx';
import { counted } from '../format/duration.ts';
import { grouped } from '../format/number.ts';
import { failureText } from '../parts/error-state.tsx';
import { errorOf, ReasonFields } from '../parts/reason-fields.tsx';
import { ExecutionStatusBadge } from '../parts/status.tsx';
import { Duration } from '../parts/times.tsx';
import { type ExecutionFilter, searchAt } from './execution-filter.ts';

/** How many one request for a preview answers, which is as many as are stopped at once. */
const stoppedAtOnceMax = 1000;
const concurrentStops = 8;
const MILLIS_PER_SECOND = 1000;
const PERCENT = 100;

interface StopDialogProps {
  /** Those that were selected. */
  executions: readonly ExecutionLine[];
  /** The list that they were selected from. */
  filter: ExecutionFilter;
  onClose(): void;
}

export function StopDialog({ executions, filter, onClose }: StopDialogProps) {
  const [stopsAll, setStopsAll] = useState(false);
  const [reason, setReason] = useState({ type: '', message: 'Stopped in the console' });
  const { timeZone: zone } = usePreferences();
  const work = useStops();
  const matching = useQuery({
    queryKey: ['stop-preview', filter],
    queryFn: ({ signal }) =>
      searchExecutions(
        { ...searchAt(filter, Date.now(), zone), statuses: ['RUNNING', 'PAUSED'] },
        { itemsMax: stoppedAtOnceMax },
        signal,
      ),
    enabled: stopsAll,
  });
  const targets = stopsAll ? (matching.data?.items ?? []) : executions;
  return (
    <Modal
      visible
      size="large"
      header={`Stop ${counted(targets.length, 'execution')}?`}
      onDismiss={onClose}
      footer={
        <Footer
          count={targets.length}
          isDone={work.isDone}
          isLoading={work.isRunning || (stopsAll && matching.isPending)}
          onClose={onClose}
          onStop={() => void work.run(targets, errorOf(reason)).then((failed) => failed === 0 && onClose())}
        />
      }
    >
      <SpaceBetween size="m">
        <Box>
          Their invocations in flight are not waited for, no code of theirs runs any more, and this cannot be
          undone. The reason is what their callers get, and stands in their history.
        </Box>
        <ReasonFields reason={reason} onChange={setReason} />
        <Checkbox checked={stopsAll} onChange={({ detail }) => setStopsAll(detail.checked)}>
          Stop everything that runs and matches the search, up to {grouped(stoppedAtOnceMax)} at once
        </Checkbox>
        {(work.isRunning || work.isDone) && (
          <ProgressBar
            label="Stopped"
            value={targets.length === 0 ? PERCENT : (work.done / targets.length) * PERCENT}
            additionalInfo={
              work.failures.size === 0
                ? ''
                : `${counted(work.failures.size, 'execution')} could not be stopped`
            }
          />
        )}
        <Preview targets={targets} failures={work.failures} isLoading={stopsAll && matching.isPending} />
      </SpaceBetween>
    </Modal>
  );
}

interface FooterProps {
  count: number;
  isDone: boolean;
  isLoading: boolean;
  onClose(): void;
  onStop(): void;
}

function Footer({ count, isDone, isLoading, onClose, onStop }: FooterProps) {
  return (
    <Box float="right">
      <SpaceBetween direction="horizontal" size="xs">
        <Button variant="link" onClick={onClose}>
          {isDone ? 'Close' : 'Cancel'}
        </Button>
        {!isDone && (
          <Button variant="primary" loading={isLoading} disabled={count === 0} onClick={onStop}>
            Stop {counted(count, 'execution')}
          </Button>
        )}
      </SpaceBetween>
    </Box>
  );
}

interface PreviewProps {
  targets: readonly ExecutionLine[];
  failures: ReadonlyMap<string, string>;
  isLoading: boolean;
}

const previewRowsMax = 100;

function Preview({ targets, failures, isLoading }: PreviewProps) {
  return (
    <SpaceBetween size="xs">
      <Table
        variant="embedded"
        loading={isLoading}
        items={targets.slice(0, previewRowsMax)}
        trackBy="DurableExecutionArn"
        ariaLabels={{ tableLabel: 'Executions that are stopped' }}
        columnDefinitions={[
          {
            id: 'name',
            header: 'Execution name',
            cell: (line) => line.DurableExecutionName,
            isRowHeader: true,
          },
          { id: 'function', header: 'Function', cell: (line) => line.FunctionName },
          { id: 'status', header: 'Status', cell: (line) => <ExecutionStatusBadge status={line.Status} /> },
          {
            id: 'duration',
            header: 'Runs for',
            cell: (line) => <Duration from={line.StartTimestamp * MILLIS_PER_SECOND} to={undefined} />,
          },
          { id: 'failure', header: '', cell: (line) => failures.get(line.DurableExecutionArn) ?? '' },
        ]}
        empty="Nothing that runs matches."
      />
      {targets.length > previewRowsMax && (
        <Box>and {counted(targets.length - previewRowsMax, 'more execution')}</Box>
      )}
    </SpaceBetween>
  );
}

function useStops() {
  const [isRunning, setIsRunning] = useState(false);
  const [isDone, setIsDone] = useState(false);
  const [done, setDone] = useState(0);
  const [failures, setFailures] = useState<ReadonlyMap<string, string>>(new Map());

  /** Answers how many could not be stopped. */
  async function run(targets: readonly ExecutionLine[], error: object): Promise<number> {
    setIsRunning(true);
    const failed = new Map<string, string>();
    const waiting = [...targets];
    const work = async (): Promise<void> => {
      for (let line = waiting.shift(); line !== undefined; line = waiting.shift()) {
        try {
          await stopExecution(line.DurableExecutionArn, error);
        } catch (failure) {
          failed.set(line.DurableExecutionArn, failureText(failure));
        }
        setDone((count) => count + 1);
      }
    };
    await Promise.all(Array.from({ length: concurrentStops }, work));
    setFailures(failed);
    setIsRunning(false);
    setIsDone(true);
    return failed.size;
  }
  return { run, isRunning, isDone, done, failures };
}
