// One execution: what it is and how it ended on top, and a tab for each way to look at what it did.

import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Tabs from '@cloudscape-design/components/tabs';
import { parseExecutionArn } from '@perdure/protocol';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { useParams, useSearchParams } from 'react-router';
import type { ExecutionDetails } from '../api/executions.ts';
import { executionQuery } from '../api/queries.ts';
import { usePage } from '../app/page-frame.tsx';
import { paths } from '../app/paths.ts';
import { CallbackDialog } from '../parts/callback-dialog.tsx';
import { isClosed } from '../parts/closed.ts';
import { ErrorState } from '../parts/error-state.tsx';
import { ExecutionHeader } from './details/execution-header.tsx';
import { ExecutionLogs } from './details/execution-logs.tsx';
import { ExecutionSummary } from './details/execution-summary.tsx';
import { FailingInvocations } from './details/failing-invocations.tsx';
import { OpenCallbacks } from './details/open-callbacks.tsx';
import { type CallbackToAnswer, type ShownExecution, ShownExecutionContext } from './execution-context.ts';
import { type ExecutionHistory, useExecutionHistory } from './execution-history.ts';
import { type ExecutionTab, executionTabAt, executionTabs } from './execution-tabs.ts';
import { Graph } from './graph/graph.tsx';
import { EventHistory } from './history/event-history.tsx';
import { Invocations } from './history/invocations.tsx';
import { Timeline } from './timeline/timeline.tsx';
import { Operations } from './tree/operations.tsx';
import { useTreeState } from './tree/tree-state.ts';
import { HistoryFold } from './view/fold-history.ts';

export function ExecutionPage() {
  const arn = useParams()['*'] ?? '';
  const named = parseExecutionArn(arn);
  const { functionName = '', executionName = arn } = named ?? {};
  usePage(
    { text: 'Functions', path: paths.functions },
    ...(functionName === ''
      ? []
      : [{ text: functionName, path: paths.function(functionName, 'executions') }]),
    { text: executionName, path: paths.execution(arn) },
  );
  const execution = useQuery(executionQuery(arn));
  const history = useExecutionHistory(arn, execution.data);
  if (execution.data === undefined) {
    return execution.error === null ? (
      <Spinner size="large" />
    ) : (
      <ErrorState error={execution.error} what="The execution" onRetry={() => void execution.refetch()} />
    );
  }
  // Keyed, so that nothing of one execution stays when the next one is looked at.
  return <Execution key={arn} arn={arn} execution={execution.data} history={history} />;
}

interface ExecutionProps {
  arn: string;
  execution: ExecutionDetails;
  history: ExecutionHistory;
}

function Execution({ arn, execution, history }: ExecutionProps) {
  const [fold] = useState(() => new HistoryFold());
  const view = useMemo(() => fold.viewOf(history.events), [fold, history.events]);
  const [parameters, setParameters] = useSearchParams();
  const selectedId = parameters.get('operation') ?? undefined;
  const tree = useTreeState();
  const [answering, setAnswering] = useState<CallbackToAnswer>();
  const shown = useMemo<ShownExecution>(
    () => ({
      arn,
      execution,
      view,
      markers: history.markers,
      isClosed: isClosed(execution.Status),
      closedAt:
        view.endedAt ?? (execution.EndTimestamp === undefined ? undefined : execution.EndTimestamp * 1000),
      selectedId,
      tree,
      answer: setAnswering,
      select: (operationId) =>
        setParameters((now) => withParameter(now, 'operation', operationId), { replace: true }),
    }),
    [arn, execution, view, history.markers, selectedId, tree, setParameters],
  );
  const tabs = executionTabs(view, history.isWhole).map((tab) => ({ ...tab, content: contents[tab.id] }));
  return (
    <ShownExecutionContext value={shown}>
      <SpaceBetween size="l">
        <ExecutionHeader history={history} />
        <FailingInvocations />
        <OpenCallbacks />
        <ExecutionSummary />
        {history.error !== null && (
          <ErrorState error={history.error} what="The history" onRetry={history.refresh} />
        )}
        <Tabs
          tabs={tabs}
          activeTabId={executionTabAt(parameters)}
          ariaLabel="Ways to look at the execution"
          onChange={({ detail }) =>
            setParameters((now) => withParameter(now, 'tab', detail.activeTabId), { replace: true })
          }
        />
      </SpaceBetween>
      {answering !== undefined && (
        <CallbackDialog {...answering} onClose={() => setAnswering(undefined)} onAnswered={history.refresh} />
      )}
    </ShownExecutionContext>
  );
}

const contents: Readonly<Record<ExecutionTab, ReactNode>> = {
  operations: <Operations />,
  timeline: <Timeline />,
  graph: <Graph />,
  events: <EventHistory />,
  invocations: <Invocations />,
  logs: <ExecutionLogs />,
};

/** The parameters of the address with another value for one of them; undefined: without it. */
function withParameter(now: URLSearchParams, name: string, value: string | undefined): URLSearchParams {
  const next = new URLSearchParams(now);
  if (value === undefined) next.delete(name);
  else next.set(name, value);
  return next;
}
