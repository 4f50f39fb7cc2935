// What an event holds.

import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import type { ApiEvent } from '../../api/executions.ts';
import { ErrorObjectView } from '../../parts/error-object.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Payload } from '../../parts/payload.tsx';
import { Moment } from '../../parts/times.tsx';
import { detailsOf, millisOf } from '../view/fold-history.ts';
import { useEvent } from './use-event.ts';

interface EventDataProps {
  eventId: number;
  /** Whether to say which event it is. */
  hasTitle?: boolean;
}

export function EventData({ eventId, hasTitle = false }: EventDataProps) {
  const query = useEvent(eventId);
  if (query.error !== null) {
    return <ErrorState error={query.error} what={`Event ${eventId}`} onRetry={() => void query.refetch()} />;
  }
  if (query.data === undefined) return <Spinner />;
  if (query.data === null)
    return <Box color="text-body-secondary">Event {eventId} is not there any more.</Box>;
  return <Event event={query.data} hasTitle={hasTitle} />;
}

function Event({ event, hasTitle }: { event: ApiEvent; hasTitle: boolean }) {
  const details = detailsOf(event);
  const { Input, Result, Error: failure, Reason, RetryDetails } = details;
  const isPlain = [Input, Result, failure, Reason].every((data) => data?.Payload === undefined);
  return (
    <SpaceBetween size="xs">
      {hasTitle && (
        <Box fontWeight="bold">
          {event.EventId}. {event.EventType}
          {RetryDetails === undefined ? '' : `, attempt ${RetryDetails.CurrentAttempt}`}
          <Box color="text-body-secondary" fontSize="body-s">
            <Moment millis={millisOf(event.EventTimestamp)} />
          </Box>
        </Box>
      )}
      {Input?.Payload !== undefined && <Payload title="Input" text={Input.Payload} />}
      {Result?.Payload !== undefined && <Payload title="Result" text={Result.Payload} />}
      {Reason?.Payload !== undefined && <Payload title="Reason" text={Reason.Payload} />}
      {failure?.Payload !== undefined && <ErrorObjectView error={failure.Payload} />}
      {isPlain && <Box color="text-body-secondary">No payload.</Box>}
      <ExpandableSection headerText="Raw details">
        <Payload title={`Event ${event.EventId}`} text={JSON.stringify(event)} />
      </ExpandableSection>
    </SpaceBetween>
  );
}
