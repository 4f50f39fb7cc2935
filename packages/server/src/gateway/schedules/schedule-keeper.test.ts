// Schedules on a clock that the test turns, over servers that come and go: no time is missed, none is sent twice.

import { accepted, MILLIS_PER_SECOND, type Realm, type StackDocument } from '@perdure/protocol';
import { MemoryStore } from '@perdure/store';
import { beforeEach, expect, test } from 'vitest';
import { HandClock } from '../../testing/hand-clock.ts';
import { Deliveries } from '../deliveries.ts';
import { ScheduleKeeper } from './schedule-keeper.ts';

const realm: Realm = { partition: 'aws', region: 'us-east-1', account: '000000000000' };
const MINUTE = 60 * MILLIS_PER_SECOND;

let store: MemoryStore;
let clock: HandClock;
let sent: { name: string; target: string; payload: string; at: string }[];
let faults: unknown[];
let keeper: ScheduleKeeper;
let deliveries: Deliveries;
/** While it is, a function that is called does not answer. */
let isStuck: boolean;

/** A keeper on the store as it is: what a server finds when it starts. */
function serve(): void {
  deliveries = new Deliveries({
    store,
    clock,
    ids: { jitter: () => 0 },
    calls: {
      queue: async (target, { payload, executionName = '' }) => {
        if (isStuck) return new Promise(() => {});
        sent.push({
          name: executionName,
          target,
          payload,
          at: new Date(clock.now()).toISOString().slice(11, 19),
        });
        return accepted({ isBesideWritten: false });
      },
    },
    onDropped: (dropped) => faults.push(dropped),
    onFault: (fault) => faults.push(fault),
  });
  keeper = new ScheduleKeeper({ store, deliveries, clock, realm, onFault: (fault) => faults.push(fault) });
}

beforeEach(() => {
  store = new MemoryStore();
  clock = new HandClock(Date.parse('2026-11-25T09:00:20Z'));
  sent = [];
  faults = [];
  isStuck = false;
  serve();
});

async function put(document: StackDocument): Promise<void> {
  await keeper.prepare(document);
  keeper.adopt([document]);
}

/** The server ends without a word, and another starts after a while. */
async function crash(document: StackDocument, millisDown: number): Promise<void> {
  keeper.close();
  await clock.advance(millisDown);
  serve();
  keeper.adopt([document]);
  keeper.start();
  await clock.advance(0);
}

const schedule = (ScheduleExpression: string, more: object = {}): StackDocument => ({
  Schedules: [{ Name: 'job', ScheduleExpression, Function: 'job:live', ...more }],
});
const times = () => sent.map(({ at }) => at);

test('a cron is sent at its times', async () => {
  keeper.start();
  await put(schedule('cron(0/5 * * * ? *)'));
  await clock.advance(11 * MINUTE);
  expect(times()).toEqual(['09:05:00', '09:10:00']);
  expect(faults).toEqual([]);
});

test('a rate is sent at once and then in each period, and the same document again changes nothing', async () => {
  keeper.start();
  await put(schedule('rate(5 minutes)'));
  await clock.advance(2 * MINUTE);
  await put(schedule('rate(5 minutes)'));
  await clock.advance(5 * MINUTE);
  expect(times()).toEqual(['09:00:20', '09:05:20']);
});

test('a rule with a schedule sends to each of its targets, first after one period', async () => {
  keeper.start();
  await put({
    Rules: [
      {
        Name: 'tick',
        ScheduleExpression: 'rate(1 minute)',
        Targets: [
          { Id: 'whole', Function: 'a' },
          { Id: 'part', Function: 'b', InputPath: '$.time' },
        ],
      },
    ],
  });
  await clock.advance(MINUTE);
  expect(times()).toEqual(['09:01:20', '09:01:20']);
  expect(JSON.parse(sent[0]?.payload ?? '')).toEqual({
    version: '0',
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: '000000000000',
    time: '2026-11-25T09:01:20Z',
    region: 'us-east-1',
    resources: ['arn:aws:events:us-east-1:000000000000:rule/tick'],
    detail: {},
  });
  expect(sent[1]?.payload).toBe('"2026-11-25T09:01:20Z"');
});

test('a schedule sends its input with the attributes filled in, or else the event of Scheduler', async () => {
  keeper.start();
  await put(schedule('cron(0/1 * * * ? *)', { Input: '{"due":"<aws.scheduler.scheduled-time>","x":"<y>"}' }));
  await clock.advance(MINUTE);
  expect(sent[0]?.payload).toBe('{"due":"2026-11-25T09:01:00Z","x":"<y>"}');
  await put(schedule('cron(0/1 * * * ? *)'));
  await clock.advance(MINUTE);
  expect(JSON.parse(sent[1]?.payload ?? '')).toMatchObject({
    source: 'aws.scheduler',
    detail: '{}',
    resources: ['arn:aws:scheduler:us-east-1:000000000000:schedule/default/job'],
  });
});

test('of the times that were missed while no server ran the latest is sent, once', async () => {
  const document = schedule('cron(0/5 * * * ? *)');
  keeper.start();
  await put(document);
  await clock.advance(5 * MINUTE);
  await crash(document, 33 * MINUTE);
  expect(times()).toEqual(['09:05:00', '09:38:20']);
  expect(sent[1]?.name).toContain(String(Date.parse('2026-11-25T09:35:00Z') / MILLIS_PER_SECOND));
  await crash(document, 0);
  expect(sent).toHaveLength(2);
  await clock.advance(2 * MINUTE);
  expect(times().at(-1)).toBe('09:40:00');
});

test('a single time that was missed is sent late, and one older than a day is not', async () => {
  const document = schedule('at(2026-11-25T10:00:00)');
  keeper.start();
  await put(document);
  await crash(document, 120 * MINUTE);
  expect(times()).toEqual(['11:00:20']);
  const other = schedule('at(2026-11-25T12:00:00)');
  await put(other);
  await crash(other, 2 * 1440 * MINUTE);
  expect(sent).toHaveLength(1);
});

test('what was due when the server ended is sent by the next one, once', async () => {
  const document = schedule('cron(0/5 * * * ? *)');
  keeper.start();
  await put(document);
  isStuck = true;
  await clock.advance(5 * MINUTE);
  expect(await store.records('delivery')).toHaveLength(1);
  isStuck = false;
  await crash(document, 0);
  expect(sent).toEqual([]);
  await deliveries.recover();
  await clock.advance(0);
  expect(times()).toEqual(['09:05:20']);
  expect(await store.records('delivery')).toEqual([]);
});

test('a schedule that was disabled does not make up for that time', async () => {
  keeper.start();
  await put(schedule('cron(0/5 * * * ? *)', { State: 'DISABLED' }));
  await clock.advance(12 * MINUTE);
  await put(schedule('cron(0/5 * * * ? *)', { State: 'ENABLED' }));
  await clock.advance(0);
  expect(sent).toEqual([]);
  await clock.advance(3 * MINUTE);
  expect(times()).toEqual(['09:15:00']);
});

test('a schedule that has gone is forgotten: put again, it begins anew', async () => {
  const document = schedule('rate(10 minutes)');
  keeper.start();
  await put(document);
  await clock.advance(MINUTE);
  keeper.adopt([{}]);
  await keeper.discard(document, {});
  await clock.advance(30 * MINUTE);
  expect(sent).toHaveLength(1);
  await put(document);
  await clock.advance(0);
  expect(times()).toEqual(['09:00:20', '09:31:20']);
});

test('while the store fails nothing is sent, and everything afterwards', async () => {
  const document = schedule('cron(0/5 * * * ? *)');
  keeper.start();
  await put(document);
  const write = store.writeRecords.bind(store);
  store.writeRecords = () => Promise.reject(new Error('disk full'));
  await clock.advance(5 * MINUTE);
  expect(sent).toEqual([]);
  store.writeRecords = write;
  await clock.advance(MINUTE);
  expect(sent).toHaveLength(1);
  expect(faults).not.toEqual([]);
});
