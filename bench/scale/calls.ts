// What lists, looks and searches cost, each call on a small store and on a large one. One caller; nothing else runs.

import { ServerProcess } from '../../tools/server-process.ts';
import { Caller } from '../load.ts';
import { median, percentile } from '../statistics.ts';
import { type Row, round } from '../table.ts';
import { executionName } from './plans.ts';

/** What is known of a store before it is measured. */
interface Known {
  executions: number;
  /** Of executions over the whole time. */
  arns: readonly string[];
  /** Epoch seconds. */
  firstStart: number;
  lastStart: number;
}

const SAMPLES = 400;
const SHARE = 0.99;
const WARM_UPS = 20;
const SECONDS_PER_HOUR = 3600;

const pick = <Value>(values: readonly Value[]): Value =>
  values[Math.floor(Math.random() * values.length)] as Value;
const someTime = ({ firstStart, lastStart }: Known): string =>
  (firstStart + Math.random() * (lastStart - firstStart)).toFixed(3);
const encoded = encodeURIComponent;

const list = '/2025-12-01/functions/order/durable-executions';
const search = '/perdure/executions';
const execution = (known: Known): string => `/2025-12-01/durable-executions/${encoded(pick(known.arns))}`;

/** By what is asked, the path of the next call. Of what there is little, the small store fills no page: then pages of five are asked for. */
const calls: Readonly<Record<string, (known: Known) => string>> = {
  'get an execution': (known) => execution(known),
  'its history, with data': (known) => `${execution(known)}/history?IncludeExecutionData=true`,
  'list of a function, newest': () => list,
  'from some time on': (known) => `${list}?StartedAfter=${someTime(known)}&ReverseOrder=true`,
  'by name': ({ executions }) =>
    `${list}?DurableExecutionName=${executionName(Math.floor(Math.random() * executions))}`,
  'that failed': () => `${list}?Statuses=FAILED&MaxItems=5`,
  'that run': () => `${list}?Statuses=RUNNING&MaxItems=5`,
  'that failed before some time': (known) =>
    `${list}?Statuses=FAILED&MaxItems=5&StartedBefore=${someTime(known)}`,
  'search: all functions': () => search,
  'by status': () => `${search}?Statuses=STOPPED&MaxItems=5`,
  'by statuses, before some time': (known) =>
    `${search}?Statuses=FAILED&Statuses=STOPPED&MaxItems=5&StartedBefore=${someTime(known)}`,
  'by the beginning of a name': ({ executions }) =>
    `${search}?DurableExecutionName=${executionName(Math.floor(Math.random() * executions)).slice(0, 'A-0000000'.length)}`,
  'by the text of an error': () => `${search}?ErrorText=paymentrefused&MaxItems=5`,
  'by a text that no error has (looks at 10,000)': () => `${search}?ErrorText=nothing-like-it`,
  'that ended in the last hour': ({ lastStart }) => `${search}?EndedAfter=${lastStart - SECONDS_PER_HOUR}`,
  'that wait for a callback': () => `${search}?Waiting=callback&MaxItems=5`,
  'open callbacks': () => '/perdure/callbacks?MaxItems=5',
  'statistics of a day': ({ lastStart }) =>
    `/perdure/functions/statistics?FunctionName=order&From=${lastStart - 24 * SECONDS_PER_HOUR}&To=${lastStart}&Period=3600`,
};

export async function measureCalls(few: string, many: string, rounds: number): Promise<Row[]> {
  const small = await measureStore(few, rounds);
  const large = await measureStore(many, rounds);
  return Object.keys(calls).map((call) => {
    const [less = [], more = []] = [small.get(call), large.get(call)];
    return {
      call,
      'p50 ms': round(median(less), 2),
      'p99 ms': round(percentile(less, SHARE), 2),
      'of many: p50 ms': round(median(more), 2),
      'p99 ms of many': round(percentile(more, SHARE), 2),
      times: round(percentile(more, SHARE) / percentile(less, SHARE)),
    };
  });
}

async function measureStore(directory: string, rounds: number): Promise<Map<string, number[]>> {
  const server = await ServerProcess.start(directory);
  const caller = await Caller.open(server.endpoint);
  try {
    const known = await lookAround(caller);
    const figures = new Map<string, number[]>();
    for (const [call, pathOf] of Object.entries(calls)) {
      const latencies: number[] = [];
      for (let index = -WARM_UPS; index < rounds; index += 1) {
        const path = pathOf(known);
        const begin = performance.now();
        await get(caller, path);
        if (index >= 0) latencies.push(performance.now() - begin);
      }
      figures.set(call, latencies);
    }
    return figures;
  } finally {
    caller.close();
    await server.stop();
  }
}

interface Page {
  DurableExecutions: readonly {
    DurableExecutionArn: string;
    DurableExecutionName: string;
    StartTimestamp: number;
  }[];
}

async function get(caller: Caller, path: string): Promise<unknown> {
  const answer = await caller.call('GET', path, '');
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.body}`);
  return JSON.parse(answer.body);
}

async function lookAround(caller: Caller): Promise<Known> {
  const one = async (query: string) =>
    ((await get(caller, `${search}?MaxItems=1${query}`)) as Page).DurableExecutions[0];
  const [first, last] = [await one('&ReverseOrder=true'), await one('')];
  if (first === undefined || last === undefined) throw new Error('the store is empty');
  const arns: string[] = [];
  const span = { firstStart: first.StartTimestamp, lastStart: last.StartTimestamp };
  const known = { ...span, arns, executions: numberOf(last.DurableExecutionName) + 1 };
  for (let index = 0; index < SAMPLES; index += 1) {
    const found = await one(`&StartedBefore=${someTime(known)}`);
    if (found !== undefined) arns.push(found.DurableExecutionArn);
  }
  return known;
}

/** The inverse of `executionName`, for the newest one. */
function numberOf(name: string): number {
  const [, hundreds, rest] = name.split('-');
  return Number(hundreds) * 100 + Number(rest);
}
