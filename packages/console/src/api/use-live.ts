// Live data in a component: the state of the stream, and a call for each message.

import { useEffect, useRef, useState } from 'react';
import { followLive, type LiveState } from './live.ts';

const EVENTS = '/perdure/events';
/** Changes in bursts are one change: lists are read again no more often than this. */
const gatherMillis = 700;
/** How often to ask while there is no stream. */
const pollMillis = 3000;

/** Calls back, at most every 700 ms, when executions begin or change their status: of one function, or of all. */
export function useExecutionChanges(functionName: string | undefined, onChange: () => void): LiveState {
  const [state, setState] = useState<LiveState>('connecting');
  const change = useRef(onChange);
  change.current = onChange;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const gather = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        change.current();
      }, gatherMillis);
    };
    const source = { path: EVENTS, query: { FunctionName: functionName }, types: ['execution'] };
    const stop = followLive(source, {
      onMessage: gather,
      onState(next) {
        // What happened while nobody listened is not told again.
        if (next === 'live') gather();
        setState(next);
      },
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [functionName]);
  return state;
}

/** For `refetchInterval`: without a stream the page asks by itself. */
export const pollWithout = (state: LiveState): number | false => (state === 'live' ? false : pollMillis);
