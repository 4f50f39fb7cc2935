// The figures and the health of a real server.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { LiveServer } from './live-server.ts';

let live: LiveServer;
let order: string;

beforeAll(async () => {
  live = await LiveServer.start();
  order = await live.deploy(`
    import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution(async (input, context) => {
      if (input.wait) await context.wait({ hours: 1 });
      if (input.fail) throw new Error('no stock');
      return context.step('pay', async () => 'done');
    });`);
});
afterAll(() => live.close());

async function figures(
  server: LiveServer,
  headers: Record<string, string> = {},
): Promise<Map<string, number>> {
  const response = await fetch(`${server.endpoint}/metrics`, { headers });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const cut = line.lastIndexOf(' ');
      return [line.slice(0, cut), Number(line.slice(cut + 1))] as const;
    }),
  );
}

test('executions are counted as they start and end, with what they took', async () => {
  await live.call(order);
  await live.call(order, { fail: true });
  const waiting = await live.start(order, { wait: true });
  await live.waitForEvent(waiting, 'InvocationCompleted');
  const found = await figures(live);
  const ofOrder = `function="${order}"`;
  expect(found.get(`perdure_durable_executions_started_total{${ofOrder}}`)).toBe(3);
  expect(found.get(`perdure_durable_executions_ended_total{${ofOrder},status="succeeded"}`)).toBe(1);
  expect(found.get(`perdure_durable_executions_ended_total{${ofOrder},status="failed"}`)).toBe(1);
  expect(found.get(`perdure_durable_executions_running{${ofOrder},version="$LATEST"}`)).toBe(1);
  expect(found.get(`perdure_durable_execution_duration_seconds_count{${ofOrder}}`)).toBe(2);
  expect(found.get(`perdure_durable_execution_operations_sum{${ofOrder}}`)).toBe(3);
  expect(found.get(`perdure_durable_execution_storage_written_bytes_count{${ofOrder}}`)).toBe(2);
  expect(found.get(`perdure_invocation_duration_seconds_count{${ofOrder},outcome="returned"}`)).toBe(3);
});

test('every metric says what it is, and what is called a total is a counter', async () => {
  const text = await (await fetch(`${live.endpoint}/metrics`)).text();
  const types = new Map(
    [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type]) => [name, type]),
  );
  for (const [name, type] of types)
    expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
  for (const [, sample = ''] of text.matchAll(/^([a-z_]+)[{ ]/gm)) {
    expect(types.has(sample.replace(/_(bucket|sum|count)$/, ''))).toBe(true);
  }
});

test('the server tells of its loop, its store, its environments and its process', async () => {
  const found = await figures(live);
  for (const name of [
    'perdure_store_commit_duration_seconds_count',
    'perdure_loop_commands_total',
    'perdure_loop_changes_total',
    'perdure_loop_cached_executions',
    'perdure_environments',
    'perdure_http_request_duration_seconds_count{api="Invoke",status="200"}',
    'process_resident_memory_bytes',
    'process_cpu_seconds_total',
  ]) {
    expect(found.get(name), name).toBeGreaterThan(0);
  }
  for (const name of [
    'perdure_loop_inbox_commands',
    'perdure_invocations_in_flight',
    'perdure_event_streams_open',
  ]) {
    expect(found.get(name), name).toBe(0);
  }
});

test('with a token, the metrics are for who shows it, also where everybody else must sign', async () => {
  const guarded = await LiveServer.startGuarded({ metricsToken: 'scrape-me' });
  try {
    const statusFor = async (authorization?: string) => {
      const headers = authorization === undefined ? {} : { authorization };
      return (await fetch(`${guarded.endpoint}/metrics`, { headers })).status;
    };
    expect(await statusFor()).toBe(403);
    expect(await statusFor('Bearer scrape-m')).toBe(403);
    expect((await figures(guarded, { authorization: 'Bearer scrape-me' })).size).toBeGreaterThan(0);
  } finally {
    await guarded.close();
  }
});

test('without a token, the metrics of a guarded server are asked for with a signature', async () => {
  const guarded = await LiveServer.startGuarded();
  try {
    expect((await fetch(`${guarded.endpoint}/metrics`)).status).toBe(403);
    expect((await fetch(`${guarded.endpoint}/health`)).status).toBe(200);
  } finally {
    await guarded.close();
  }
});

test('a server that takes work says so', async () => {
  const health = await fetch(`${live.endpoint}/health`);
  expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }]);
  const ready = await fetch(`${live.endpoint}/health/ready`);
  expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }]);
});
