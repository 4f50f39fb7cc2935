// Lines of a log, newest at the end, with a search; each unfolds to the line as it was printed.

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import TextFilter from '@cloudscape-design/components/text-filter';
import type { LogEvent } from '@perdure/protocol';
import { type ReactNode, useDeferredValue, useState } from 'react';
import { type LogScope, logKey } from '../api/logs.ts';
import { counted } from '../format/duration.ts';
import { ErrorState } from '../parts/error-state.tsx';
import { Freshness } from '../parts/freshness.tsx';
import { Payload } from '../parts/payload.tsx';
import { Moment } from '../parts/times.tsx';
import { useLogLines } from './log-lines.ts';

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
  const log = useLogLines({ ...scope, text: useDeferredValue(text) }, follows);
  if (log.error !== null && log.lines.length === 0) {
    return <ErrorState error={log.error} what="The log" onRetry={log.refresh} />;
  }
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
              countText={text === '' ? '' : counted(log.lines.length, 'line')}
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
      {log.isLoading ? (
        <Spinner />
      ) : log.lines.length === 0 ? (
        <Box color="text-body-secondary">
          {text === '' ? 'Nothing was printed.' : 'No line holds this text.'}
        </Box>
      ) : (
        <ul className="log" aria-label="Log lines">
          {numbered(log.lines).map(([key, line]) => (
            <Line key={key} line={line} origin={origin?.(line)} />
          ))}
        </ul>
      )}
    </SpaceBetween>
  );
}

/** Lines with keys: those that are the same in everything are numbered. */
function numbered(lines: readonly LogEvent[]): (readonly [string, LogEvent])[] {
  const counts = new Map<string, number>();
  return lines.map((line) => {
    const key = logKey(line);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return [`${key} ${count}`, line];
  });
}

const levelTones: Readonly<Record<string, string>> = { ERROR: 'bad', FATAL: 'bad', WARN: 'warning' };

function Line({ line, origin }: { line: LogEvent; origin: ReactNode }) {
  const [isOpen, setIsOpen] = useState(false);
  const level = line.Level ?? (line.Stream === 'platform' ? 'PLATFORM' : '');
  return (
    <li>
      <div className="log-line">
        <button
          type="button"
          className={isOpen ? 'tree-toggle open' : 'tree-toggle'}
          aria-label="The whole line"
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
        />
        <span className="log-time">
          <Moment millis={Math.round(line.Timestamp * MILLIS_PER_SECOND)} isBrief />
        </span>
        <span className={`log-level text-${levelTones[level] ?? 'idle'}`}>{level}</span>
        {origin !== undefined && <span className="log-origin">{origin}</span>}
        <span className="log-message">{line.Message}</span>
      </div>
      {isOpen && <Payload title="Line" text={line.Line ?? JSON.stringify(line)} />}
    </li>
  );
}

const MILLIS_PER_SECOND = 1000;
