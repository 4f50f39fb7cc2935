// Why an invocation failed, read when it is asked for.

import Popover from '@cloudscape-design/components/popover';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { InvocationView } from '../view/execution-view.ts';
import { EventData } from './event-data.tsx';

export function InvocationError({ invocation }: { invocation: InvocationView }) {
  return (
    <Popover
      size="large"
      header="The invocation failed"
      content={<EventData eventId={invocation.eventId} />}
      renderWithPortal
    >
      <StatusIndicator type="error">Failed</StatusIndicator>
    </Popover>
  );
}
