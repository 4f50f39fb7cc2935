// Lines of a log, of which only those in sight are in the document. While lines arrive, whoever looks at the newest goes on
// to see the newest, and whoever has scrolled back stays where they are.

import type { LogEvent } from '@perdure/protocol';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { logKey } from '../api/logs.ts';
import { LogLine } from './log-line.tsx';

const linePixels = 21;
const linesBeyond = 20;
/** Until the list has been laid out, it is taken to be so large. */
const initialRect = { width: 1000, height: 600 };
/** Whoever is so near to the end looks at the newest. */
const endPixels = 2 * linePixels;

interface LogListProps {
  lines: readonly LogEvent[];
  /** Whether lines still arrive: the list begins at its end. */
  follows: boolean;
  origin?(line: LogEvent): ReactNode;
}

export function LogList({ lines, follows, origin }: LogListProps) {
  const scroller = useRef<HTMLElement>(null);
  const [unfolded, toggle] = useUnfolded();
  const keyed = numbered(lines);
  const virtual = useVirtualizer({
    count: keyed.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => linePixels,
    getItemKey: (index) => keyed[index]?.key ?? index,
    overscan: linesBeyond,
    initialRect,
  });
  const isAtEnd = useRef(follows);
  const total = virtual.getTotalSize();
  useEffect(() => {
    const element = scroller.current;
    if (isAtEnd.current && element !== null && total > 0) element.scrollTop = element.scrollHeight;
  }, [total]);
  return (
    <section
      ref={scroller}
      className="log"
      aria-label="Log"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse.
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        isAtEnd.current = follows && scrollHeight - clientHeight - scrollTop <= endPixels;
      }}
    >
      <ul aria-label="Log lines" style={{ height: total }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const line = keyed[index]?.line;
          return line === undefined ? null : (
            <li
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              aria-setsize={keyed.length}
              aria-posinset={index + 1}
              style={{ transform: `translateY(${start}px)` }}
            >
              <LogLine
                line={line}
                origin={origin?.(line)}
                isUnfolded={unfolded.has(String(key))}
                onToggle={() => {
                  // What is unfolded is to be read, so nothing moves it out of sight.
                  isAtEnd.current = false;
                  toggle(String(key));
                }}
              />
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Kept here and not in the lines, which leave the document when they are out of sight. */
function useUnfolded(): readonly [ReadonlySet<string>, (key: string) => void] {
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const toggle = (key: string): void => {
    const next = new Set(unfolded);
    if (!next.delete(key)) next.add(key);
    setUnfolded(next);
  };
  return [unfolded, toggle];
}

/** Lines with keys: those that are the same in everything are numbered. */
function numbered(lines: readonly LogEvent[]): { key: string; line: LogEvent }[] {
  const counts = new Map<string, number>();
  return lines.map((line) => {
    const key = logKey(line);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return { key: `${key} ${count}`, line };
  });
}
