// One operation: its facts, what went in and came out, each attempt, and its events.

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs, { type KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { href, paths } from '../../app/paths.ts';
import { settingDuration, shortDuration } from '../../format/duration.ts';
import { LogView } from '../../logs/log-view.tsx';
import { Copyable } from '../../parts/copyable.tsx';
import { OperationStatusBadge } from '../../parts/status.tsx';
import { Duration, Moment, Until } from '../../parts/times.tsx';
import { useShownExecution } from '../execution-context.ts';
import { EventData } from '../history/event-data.tsx';
import { subTypeOf } from '../tree/kind-icon.tsx';
import {
  type Attempt,
  callbackTitle,
  isOpen,
  isOpenCallback,
  type OperationView,
} from '../view/execution-view.ts';
import { CallbackActions } from './open-callbacks.tsx';

export function OperationDetails({ operation }: { operation: OperationView }) {
  const { arn, view, select, isClosed } = useShownExecution();
  const title = operation.name ?? callbackTitle(operation, view);
  const lastEvents = operation.eventIds.slice(-shownEventsMax);
  return (
    <aside className="operation-details" aria-label="The selected operation">
      <Container
        header={
          <Header
            variant="h2"
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                {!isClosed && isOpenCallback(operation) && <CallbackActions operation={operation} />}
                <Button
                  iconName="close"
                  variant="icon"
                  ariaLabel="Close the details"
                  onClick={() => select(undefined)}
                />
              </SpaceBetween>
            }
          >
            <span className="breaks">{title}</span>
          </Header>
        }
      >
        <SpaceBetween size="l">
          <Facts operation={operation} />
          {operation.attempts.length > 1 && <Attempts attempts={operation.attempts} />}
          <SpaceBetween size="m">
            <Box variant="h3">
              {operation.eventIds.length > shownEventsMax ? `The last ${shownEventsMax} events` : 'Events'}
            </Box>
            {lastEvents.map((eventId) => (
              <EventData key={eventId} eventId={eventId} hasTitle />
            ))}
          </SpaceBetween>
          {operation.kind === 'STEP' && (
            <div>
              <Box variant="h3">Log</Box>
              <LogView scope={{ executionArn: arn, operationId: operation.id }} follows={!isClosed} isSmall />
            </div>
          )}
        </SpaceBetween>
      </Container>
    </aside>
  );
}

/** A step may have been tried hundreds of times; all of its events are in the event history. */
const shownEventsMax = 8;

function Facts({ operation }: { operation: OperationView }) {
  const { view, isClosed, closedAt } = useShownExecution();
  const { parentId } = operation;
  const parent = parentId === undefined ? undefined : view.operations.get(parentId);
  return (
    <KeyValuePairs
      columns={2}
      items={[
        {
          label: 'Status',
          value: (
            <OperationStatusBadge status={operation.status} isLeftOpen={isClosed && isOpen(operation)} />
          ),
        },
        { label: 'SubType', value: subTypeOf(operation) },
        { label: 'Start', value: <Moment millis={operation.startedAt} /> },
        { label: 'End', value: <Moment millis={operation.endedAt} /> },
        {
          label: 'Duration',
          value: <Duration from={operation.startedAt} to={operation.endedAt ?? closedAt} />,
        },
        ...(operation.dueAt === undefined || isClosed
          ? []
          : [
              {
                label: operation.kind === 'STEP' ? 'Next attempt' : 'Ends by itself',
                value: <Until millis={operation.dueAt} />,
              },
            ]),
        ...kindFacts(operation),
        ...(parent === undefined ? [] : [{ label: 'Inside', value: <OperationLink operation={parent} /> }]),
        { label: 'Id', value: <Copyable what="the operation's id" text={operation.id} /> },
      ]}
    />
  );
}

function kindFacts(operation: OperationView): KeyValuePairsProps.Pair[] {
  const { callbackId, heartbeatSeconds, timeoutSeconds, functionName, childArn } = operation;
  return [
    ...(timeoutSeconds === undefined ? [] : [{ label: 'Timeout', value: settingDuration(timeoutSeconds) }]),
    ...(heartbeatSeconds === undefined
      ? []
      : [{ label: 'Heartbeat timeout', value: settingDuration(heartbeatSeconds) }]),
    ...(callbackId === undefined
      ? []
      : [{ label: 'Callback id', value: <Copyable what="the callback id" text={callbackId} /> }]),
    ...(functionName === undefined
      ? []
      : [{ label: 'Function', value: <span className="breaks">{functionName}</span> }]),
    ...(childArn === undefined
      ? []
      : [
          {
            label: 'Execution',
            value: <Link href={href(paths.execution(childArn))}>Show the child execution</Link>,
          },
        ]),
  ];
}

/** Leads to another operation in the same pane. */
export function OperationLink({ operation }: { operation: OperationView }) {
  const { view, select } = useShownExecution();
  return (
    <button type="button" className="link-button" onClick={() => select(operation.id)}>
      {callbackTitle(operation, view)}
    </button>
  );
}

const shownAttemptsMax = 20;

function Attempts({ attempts }: { attempts: readonly Attempt[] }) {
  const first = Math.max(0, attempts.length - shownAttemptsMax);
  return (
    <div>
      <Box variant="h3">
        {first === 0 ? 'Attempts' : `The last ${shownAttemptsMax} of ${attempts.length} attempts`}
      </Box>
      <ol className="attempts" start={first + 1}>
        {attempts.slice(first).map((attempt) => (
          <li key={attempt.startEventId}>{attemptText(attempt)}</li>
        ))}
      </ol>
    </div>
  );
}

function attemptText({ startedAt, endedAt, failed, nextAt }: Attempt): string {
  if (endedAt === undefined) return 'runs';
  const outcome = `${failed ? 'failed' : 'ended'} after ${shortDuration(endedAt - startedAt)}`;
  return nextAt === undefined ? outcome : `${outcome}, the next one ${shortDuration(nextAt - endedAt)} later`;
}
