// GET /perdure/functions/statistics: how many executions run, and how many started and ended, by function and time.

import {
  accepted,
  MILLIS_PER_SECOND,
  type Millis,
  type Realm,
  type Result,
  refused,
  toEpochSeconds,
} from '@perdure/protocol';
import type { Clock } from '../../clock.ts';
import type {
  Counts,
  ExecutionStatistics,
  FunctionStatistics,
  StatisticsQuery,
} from '../../executions/execution-statistics.ts';
import { type Answer, type Api, type Call, jsonAnswer } from '../api.ts';
import { wholeFunction } from '../function-label.ts';
import { readRequest } from '../request-reading.ts';
import { instant, integer, text } from '../validation/member.ts';
import { knownParametersOnly } from './known-parameters.ts';

const PERIOD_SECONDS_MIN = 60;
const PERIOD_SECONDS_DEFAULT = 3600;
const SPAN_MILLIS_DEFAULT = 86_400_000;
const BUCKETS_MAX = 500;

const shape = {
  query: {
    FunctionName: text({ charsMin: 1 }),
    From: instant,
    To: instant,
    Period: integer(PERIOD_SECONDS_MIN),
  },
};

export interface StatisticsPorts {
  readonly statistics: ExecutionStatistics;
  readonly clock: Clock;
  readonly realm: Realm;
}

export const functionStatisticsApi = (ports: StatisticsPorts): Api => ({
  name: 'perdure:GetFunctionStatistics',
  method: 'GET',
  path: '/perdure/functions/statistics',
  handle: (call) => gather(call, ports),
});

async function gather(call: Call, { statistics, clock, realm }: StatisticsPorts): Promise<Result<Answer>> {
  const known = knownParametersOnly(call, shape.query, 'Statistics cannot be chosen by');
  if (!known.ok) return known;
  const request = readRequest(call, shape);
  if (!request.ok) return request;
  const { FunctionName } = request.value;
  const scope = FunctionName === undefined ? accepted(undefined) : wholeFunction(FunctionName, realm);
  if (!scope.ok) return scope;
  const time = timeOf(request.value, clock.now());
  if (!time.ok) return time;
  const functions = await statistics.gather({
    ...time.value,
    ...(scope.value === undefined ? {} : { functionName: scope.value }),
  });
  const { from, to, bucketMillis } = time.value;
  return jsonAnswer({
    From: toEpochSeconds(from),
    To: toEpochSeconds(to),
    Period: bucketMillis / MILLIS_PER_SECOND,
    Functions: functions.map(wireFunction),
  });
}

interface Given {
  From?: Millis;
  To?: Millis;
  Period?: number;
}

function timeOf({ From, To, Period }: Given, now: Millis): Result<Omit<StatisticsQuery, 'functionName'>> {
  const to = To ?? now;
  const from = From ?? to - SPAN_MILLIS_DEFAULT;
  const bucketMillis = (Period ?? PERIOD_SECONDS_DEFAULT) * MILLIS_PER_SECOND;
  if (from >= to) return refused('InvalidParameterValueException', 'From must lie before To');
  const buckets = Math.ceil((to - from) / bucketMillis);
  if (buckets <= BUCKETS_MAX) return accepted({ from, to, bucketMillis });
  const message = `From, To and Period make ${buckets} buckets; at most ${BUCKETS_MAX} are given. Ask for a longer Period`;
  return refused('InvalidParameterValueException', message);
}

function wireFunction({ functionName, running, lastStartedAt, total, buckets }: FunctionStatistics) {
  return {
    FunctionName: functionName,
    Running: [...running.values()].reduce((sum, count) => sum + count, 0),
    RunningByVersion: Object.fromEntries(running),
    ...(lastStartedAt === undefined ? {} : { LastStartTimestamp: toEpochSeconds(lastStartedAt) }),
    Total: wireCounts(total),
    Buckets: buckets.map(({ at, ...counts }) => ({ Timestamp: toEpochSeconds(at), ...wireCounts(counts) })),
  };
}

function wireCounts({ started, succeeded, failed, timedOut, stopped, duration }: Counts) {
  return {
    Started: started,
    Succeeded: succeeded,
    Failed: failed,
    TimedOut: timedOut,
    Stopped: stopped,
    ...(duration === undefined
      ? {}
      : { DurationMillis: { P50: duration.p50, P90: duration.p90, P99: duration.p99 } }),
  };
}
