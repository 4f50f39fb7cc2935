// An error that a function threw or an outsider sent: type, message, data and stack.

import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ErrorObject } from '@perdure/protocol';
import { errorTitle } from './error-title.ts';
import { Payload } from './payload.tsx';
import { ScrollText } from './scroll-text.tsx';

export function ErrorObjectView({ error }: { error: ErrorObject }) {
  const { ErrorData, StackTrace } = error;
  return (
    <SpaceBetween size="xs">
      <Box color="text-status-error" fontWeight="bold">
        <span className="breaks">{errorTitle(error)}</span>
      </Box>
      {ErrorData !== undefined && <Payload title="Error data" text={ErrorData} />}
      {StackTrace !== undefined && StackTrace.length > 0 && (
        <ExpandableSection headerText="Stack trace" defaultExpanded={StackTrace.length <= shortStackLines}>
          <ScrollText label="Stack trace" text={StackTrace.join('\n')} />
        </ExpandableSection>
      )}
    </SpaceBetween>
  );
}

const shortStackLines = 12;
