// Lines of a log, newest at the end, with a search.

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import TextFilter from '@cloudscape-design/components/text-filter';
import type { LogEvent } from '@perdure/protocol';
import { type ReactNode, useDeferredValue, useState } from 'react';
import type { LogScope } from '../api/logs.ts';
import { counted } from '../format/duration.ts';
import { ErrorState } from '../parts/error-state.tsx';
import { Freshness } from '../parts/freshness.tsx';
import { useLogLines } from './log-lines.ts';
import { LogList } from './log-list.tsx';

interface LogViewProps {
  scope: Omit<LogScope, 'text'>;
  follows: boolean;
  /** What a line belongs to, beside its time. */
  origin?(line: LogEvent): ReactNode;
  /** In the details of something: without a search. */
  isSmall?: boolean;
}

export function LogView({ scope, follows, origin, isSmall = false }: LogViewProps) {
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text);
  const log = useLogLines({ ...scope, text: wanted }, follows);
  return (
    <SpaceBetween size="s">
      {!isSmall && (
        <div className="tree-tools">
          <div className="tree-search">
            <TextFilter
              filteringText={text}
              onChange={({ detail }) => setText(detail.filteringText)}
              filteringPlaceholder="Find lines"
              filteringAriaLabel="Find lines that hold a text"
              countText={
                text === '' ? '' : `${counted(log.lines.length, 'line')}${log.hasOlder ? ' or more' : ''}`
              }
            />
          </div>
          <Freshness state={follows ? log.live : 'connecting'} fetchedAt={0} onRefresh={log.refresh} />
        </div>
      )}
      {log.hasOlder && (
        <Button variant="inline-link" loading={log.isLoadingOlder} onClick={log.loadOlder}>
          Show older lines
        </Button>
      )}
      {log.error !== null && log.lines.length === 0 ? (
        <ErrorState error={log.error} what="The log" onRetry={log.refresh} />
      ) : log.isLoading ? (
        <Spinner />
      ) : log.lines.length === 0 ? (
        <Box color="text-body-secondary">
          {text === '' ? 'Nothing was printed.' : 'No line holds this text.'}
        </Box>
      ) : (
        // Anew for each search, which begins at its own end.
        <LogList
          key={wanted}
          lines={log.lines}
          follows={follows}
          {...(origin === undefined ? {} : { origin })}
        />
      )}
    </SpaceBetween>
  );
}
