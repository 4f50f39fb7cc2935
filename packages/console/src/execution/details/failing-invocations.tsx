// Why an execution does not get on: invocations that fail before anything new is recorded are repeated, and no operation
// tells of them.

import Alert from '@cloudscape-design/components/alert';
import { useSearchParams } from 'react-router';
import { errorTitle } from '../../parts/error-title.ts';
import { useShownExecution } from '../execution-context.ts';
import { useEvent } from '../history/use-event.ts';
import { failingInvocations, failingTitle } from '../view/execution-view.ts';
import { detailsOf } from '../view/fold-history.ts';

export function FailingInvocations() {
  const { view, isClosed } = useShownExecution();
  const failing = isClosed ? [] : failingInvocations(view);
  const [last] = failing;
  if (last === undefined) return null;
  return (
    <Alert type="warning" header={failingTitle(failing.length)}>
      <Reason eventId={last.eventId} /> The function is invoked again, at longer and longer intervals.{' '}
      <ToInvocations />
    </Alert>
  );
}

function Reason({ eventId }: { eventId: number }) {
  const { data } = useEvent(eventId);
  const error = data && detailsOf(data).Error?.Payload;
  return error && <span className="breaks">{errorTitle(error)}.</span>;
}

function ToInvocations() {
  const [, setParameters] = useSearchParams();
  const show = (now: URLSearchParams): URLSearchParams => {
    const next = new URLSearchParams(now);
    next.set('tab', 'invocations');
    return next;
  };
  return (
    <button type="button" className="link-button" onClick={() => setParameters(show, { replace: true })}>
      Show its invocations
    </button>
  );
}
