// Which executions a list shows: kept in the address of the page, so that a view can be bookmarked, shared and saved.

import { type ExecutionStatus, executionStatuses } from '@perdure/protocol';
import type { ExecutionSearch } from '../api/executions.ts';
import { startOfDay, type TimeZone } from '../format/moment.ts';

const MILLIS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
export type TimeUnit = keyof typeof MILLIS;

/** When executions started. `today` begins at midnight in the user's zone; the others are counted back from now. */
export type StartRange =
  | { kind: 'today' }
  | { kind: 'last'; amount: number; unit: TimeUnit }
  | { kind: 'between'; from: string; to: string };

export interface ExecutionFilter {
  /** What the name begins with. */
  name?: string;
  statuses: readonly ExecutionStatus[];
  functionName?: string;
  /** A version or an alias; only with a function. */
  qualifier?: string;
  errorText?: string;
  waiting?: 'callback' | 'retry';
  /** Only with `waiting`: for at least so many minutes. */
  waitingMinutes?: number;
  started?: StartRange;
  oldestFirst: boolean;
}

export const anyExecution: ExecutionFilter = { statuses: [], oldestFirst: false };

export function readFilter(parameters: URLSearchParams): ExecutionFilter {
  const waiting = parameters.get('waiting');
  const minutes = Number(parameters.get('waiting-minutes'));
  const started = readRange(parameters.get('started'));
  return {
    statuses: executionStatuses.filter((status) => parameters.getAll('status').includes(status)),
    oldestFirst: parameters.get('order') === 'oldest',
    ...texts(parameters),
    ...(waiting === 'callback' || waiting === 'retry' ? { waiting } : {}),
    ...(Number.isFinite(minutes) && minutes > 0 ? { waitingMinutes: minutes } : {}),
    ...(started === undefined ? {} : { started }),
  };
}

function texts(parameters: URLSearchParams): Partial<ExecutionFilter> {
  const [name, functionName, qualifier, errorText] = ['name', 'function', 'version', 'error'].map(
    (parameter) => parameters.get(parameter) || undefined,
  );
  return {
    ...(name === undefined ? {} : { name }),
    ...(functionName === undefined ? {} : { functionName }),
    ...(qualifier === undefined ? {} : { qualifier }),
    ...(errorText === undefined ? {} : { errorText }),
  };
}

/** The parameters of the address; those of an older filter are replaced, all others are kept. */
export function writeFilter(filter: ExecutionFilter, parameters = new URLSearchParams()): URLSearchParams {
  const written = new URLSearchParams(parameters);
  for (const name of [
    'name',
    'status',
    'function',
    'version',
    'error',
    'waiting',
    'waiting-minutes',
    'started',
    'order',
  ]) {
    written.delete(name);
  }
  const set = (name: string, value: string | undefined): void => {
    if (value !== undefined && value !== '') written.set(name, value);
  };
  set('name', filter.name);
  for (const status of filter.statuses) written.append('status', status);
  set('function', filter.functionName);
  set('version', filter.qualifier);
  set('error', filter.errorText);
  set('waiting', filter.waiting);
  set('waiting-minutes', filter.waitingMinutes?.toString());
  set('started', filter.started === undefined ? undefined : rangeText(filter.started));
  set('order', filter.oldestFirst ? 'oldest' : undefined);
  return written;
}

function readRange(text: string | null): StartRange | undefined {
  if (text === null) return undefined;
  if (text === 'today') return { kind: 'today' };
  const last = /^last-(\d{1,5})-(minute|hour|day)$/.exec(text);
  if (last !== null) return { kind: 'last', amount: Number(last[1]), unit: last[2] as TimeUnit };
  const [from, to] = text.split('~');
  if (from === undefined || to === undefined) return undefined;
  return Number.isNaN(Date.parse(from)) || Number.isNaN(Date.parse(to))
    ? undefined
    : { kind: 'between', from, to };
}

function rangeText(range: StartRange): string {
  if (range.kind === 'today') return 'today';
  return range.kind === 'last' ? `last-${range.amount}-${range.unit}` : `${range.from}~${range.to}`;
}

/** What to ask the server at a moment: times that are relative become fixed, and a day is one of the user's zone. */
export function searchAt(filter: ExecutionFilter, now: number, zone: TimeZone): ExecutionSearch {
  const { statuses, waitingMinutes } = filter;
  return {
    functionName: filter.functionName,
    qualifier: filter.functionName === undefined ? undefined : filter.qualifier,
    name: filter.name,
    statuses: statuses.length === 0 ? undefined : statuses,
    errorText: filter.errorText,
    waiting: filter.waiting,
    waitingSince:
      filter.waiting === undefined || waitingMinutes === undefined
        ? undefined
        : new Date(now - waitingMinutes * MILLIS.minute).toISOString(),
    oldestFirst: filter.oldestFirst,
    ...startTimes(filter.started, now, zone),
  };
}

function startTimes(
  range: StartRange | undefined,
  now: number,
  zone: TimeZone,
): Pick<ExecutionSearch, 'startedAfter' | 'startedBefore'> {
  if (range === undefined) return {};
  if (range.kind === 'between') {
    return {
      startedAfter: new Date(range.from).toISOString(),
      startedBefore: new Date(range.to).toISOString(),
    };
  }
  const from = range.kind === 'today' ? startOfDay(now, zone) : now - range.amount * MILLIS[range.unit];
  return { startedAfter: new Date(from).toISOString() };
}
