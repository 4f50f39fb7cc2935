// One line of a log; it unfolds to the line as it was printed.

import type { LogEvent } from '@perdure/protocol';
import type { ReactNode } from 'react';
import { Payload } from '../parts/payload.tsx';
import { Moment } from '../parts/times.tsx';

const MILLIS_PER_SECOND = 1000;
const levelTones: Readonly<Record<string, string>> = { ERROR: 'bad', FATAL: 'bad', WARN: 'warning' };

interface LogLineProps {
  line: LogEvent;
  /** What it belongs to, beside its time. */
  origin: ReactNode;
  isUnfolded: boolean;
  onToggle(): void;
}

export function LogLine({ line, origin, isUnfolded, onToggle }: LogLineProps) {
  const level = line.Level ?? (line.Stream === 'platform' ? 'PLATFORM' : '');
  return (
    <>
      <div className="log-line">
        <button
          type="button"
          className={isUnfolded ? 'tree-toggle open' : 'tree-toggle'}
          aria-label="The whole line"
          aria-expanded={isUnfolded}
          onClick={onToggle}
        />
        <span className="log-time">
          <Moment millis={Math.round(line.Timestamp * MILLIS_PER_SECOND)} isBrief />
        </span>
        <span className={`log-level text-${levelTones[level] ?? 'idle'}`}>{level}</span>
        {origin !== undefined && <span className="log-origin">{origin}</span>}
        <span className="log-message">{line.Message}</span>
      </div>
      {isUnfolded && <Payload title="Line" text={line.Line ?? JSON.stringify(line)} />}
    </>
  );
}
