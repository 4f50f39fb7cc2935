// What the execution is and how it stands, and its input and output: the first panel of the Lambda console's page.

import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import KeyValuePairs, { type KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { parseExecutionArn } from '@perdure/protocol';
import type { ReactNode } from 'react';
import { href, paths } from '../../app/paths.ts';
import { settingDuration } from '../../format/duration.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { ErrorObjectView } from '../../parts/error-object.tsx';
import { Payload } from '../../parts/payload.tsx';
import { ExecutionStatusBadge } from '../../parts/status.tsx';
import { Duration, Moment } from '../../parts/times.tsx';
import { type ShownExecution, useShownExecution } from '../execution-context.ts';

const MILLIS_PER_SECOND = 1000;

export function ExecutionSummary() {
  return (
    <Container>
      <Tabs
        ariaLabel="The execution"
        tabs={[
          { id: 'details', label: 'Details', content: <Details /> },
          { id: 'payloads', label: 'Input/Output', content: <Payloads /> },
        ]}
      />
    </Container>
  );
}

function Details() {
  const shown = useShownExecution();
  const { Error: failure, PauseDetails } = shown.execution;
  return (
    <SpaceBetween size="m">
      {failure !== undefined && <ErrorObjectView error={failure} />}
      {PauseDetails !== undefined && (
        <Box>
          Paused since <Moment millis={(PauseDetails.PauseRequestTimestamp ?? 0) * MILLIS_PER_SECOND} />
          {PauseDetails.Reason === undefined ? '' : `: ${PauseDetails.Reason}`}
          {PauseDetails.ExecutionTimeoutPaused === true ? '. The time until its timeout stands still.' : ''}
        </Box>
      )}
      <KeyValuePairs columns={3} minColumnWidth={220} items={detailGroups(shown)} />
    </SpaceBetween>
  );
}

/** The three columns of the Lambda console. */
function detailGroups({ arn, execution, view, isClosed }: ShownExecution): KeyValuePairsProps.Item[] {
  const { Status, StartTimestamp, EndTimestamp, Version, DurableExecutionName, DurableConfig, TraceHeader } =
    execution;
  const functionName = parseExecutionArn(arn)?.functionName ?? '';
  const invocation = view.invocations.at(-1);
  const from = StartTimestamp * MILLIS_PER_SECOND;
  const to = EndTimestamp === undefined ? undefined : EndTimestamp * MILLIS_PER_SECOND;
  const group = (items: KeyValuePairsProps.Pair[]): KeyValuePairsProps.Item => ({ type: 'group', items });
  return [
    group([
      { label: 'Status', value: <ExecutionStatusBadge status={Status} /> },
      { label: 'Start', value: <Moment millis={from} /> },
      { label: 'End', value: <Moment millis={to} /> },
      { label: 'Duration', value: <Duration from={from} to={isClosed ? (to ?? view.endedAt) : undefined} /> },
    ]),
    group([
      { label: 'Execution name', value: <Copyable what="the execution name" text={DurableExecutionName} /> },
      {
        label: 'Invocation ID',
        value:
          invocation === undefined ? '-' : <Copyable what="the invocation ID" text={invocation.requestId} />,
      },
      { label: 'Execution ARN', value: <Copyable what="the execution ARN" text={arn} /> },
    ]),
    group([
      { label: 'Function', value: <Link href={href(paths.function(functionName))}>{functionName}</Link> },
      { label: 'Version', value: Version ?? '-' },
      {
        label: 'Execution timeout',
        value: DurableConfig === undefined ? '-' : settingDuration(DurableConfig.ExecutionTimeout),
      },
      { label: 'Trace', value: <Trace header={TraceHeader?.XAmznTraceId} /> },
    ]),
  ];
}

const Trace = ({ header }: { header: string | undefined }): ReactNode =>
  header === undefined ? '-' : <Copyable what="the trace header" text={header} />;

function Payloads() {
  const { execution, isClosed } = useShownExecution();
  const { InputPayload, Result, Error: failure } = execution;
  return (
    <ColumnLayout columns={2} minColumnWidth={320}>
      <div>
        <Box variant="h3">Input</Box>
        <Payload title="Input" text={InputPayload} />
      </div>
      <div>
        <Box variant="h3">Output</Box>
        {failure === undefined ? (
          isClosed ? (
            <Payload title="Output" text={Result} />
          ) : (
            <Box color="text-body-secondary">It has not ended yet.</Box>
          )
        ) : (
          <ErrorObjectView error={failure} />
        )}
      </div>
    </ColumnLayout>
  );
}
