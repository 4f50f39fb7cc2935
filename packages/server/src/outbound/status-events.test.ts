// Status changes on their way out, on the memory store and a clock that the test moves. A bug would show here as an event
// that is lost, an execution whose end is told before its beginning, or a target whose absence holds up the others.

import type { ExecutionId } from '@perdure/protocol';
import { MemoryStore } from '@perdure/store';
import { expect, test } from 'vitest';
import { HandClock } from '../testing/hand-clock.ts';
import { outboundLimits } from './limits.ts';
import { type DroppedEvent, StatusEvents } from './status-events.ts';
import type { StatusChangeEvent, StatusTarget } from './status-target.ts';

const arnOf = (name: string) =>
  `arn:aws:lambda:eu-west-1:000000000000:function:order:1/durable-execution/${name}/${name}`;

/** A target whose presence the test decides. */
class Receiver implements StatusTarget {
  readonly name: string;
  isThere = true;
  attempts = 0;
  readonly received: StatusChangeEvent[] = [];

  constructor(name: string) {
    this.name = name;
  }

  wants(): boolean {
    return true;
  }

  async deliver(event: StatusChangeEvent): Promise<void> {
    this.attempts += 1;
    if (!this.isThere) throw new Error('away');
    this.received.push(event);
  }

  get told(): string[] {
    return this.received.map(({ detail }) => `${detail.durableExecutionName} ${detail.status}`);
  }
}

function makeWorld(names: string[] = ['audit']) {
  const store = new MemoryStore();
  const clock = new HandClock();
  const dropped: DroppedEvent[] = [];
  const versions = new Map<string, number>();
  const open = (receivers: readonly Receiver[]): StatusEvents => {
    const events = new StatusEvents({
      store,
      clock,
      onDropped: (one) => dropped.push(one),
      onFault: () => undefined,
    });
    for (const receiver of receivers) events.add(receiver);
    return events;
  };
  const receivers = names.map((name) => new Receiver(name));
  /** Commits a change as the loop does, and answers the letters to hand over. */
  const commit = async (name: string, status: 'RUNNING' | 'SUCCEEDED') => {
    const expectedVersion = versions.get(name) ?? 0;
    versions.set(name, expectedVersion + 1);
    const executionId = name as ExecutionId;
    const letters = names.map((target) => ({
      letterId: `${name}:status:${String(expectedVersion + 1).padStart(8, '0')}.1:${target}`,
      kind: 'status-changed' as const,
      from: executionId,
      target,
      executionArn: arnOf(name),
      status,
      at: clock.now(),
      startedAt: clock.now(),
    }));
    const head = {
      executionId,
      functionName: 'order',
      functionVersion: '1',
      executionName: name,
      status,
      startedAt: 0,
    };
    const messagesAdded = letters.map((letter) => ({
      messageId: letter.letterId,
      sender: executionId,
      body: JSON.stringify(letter),
    }));
    await store.commit([{ executionId, expectedVersion, entry: '{}', head, messagesAdded }]);
    return letters;
  };
  return { store, clock, dropped, receivers, open, commit };
}

type World = ReturnType<typeof makeWorld>;

async function change(
  { commit }: World,
  events: StatusEvents,
  name: string,
  status: 'RUNNING' | 'SUCCEEDED',
): Promise<void> {
  events.deliver(await commit(name, status));
}

test('an event is told once while all goes well, and leaves the outbox', async () => {
  const world = makeWorld(['audit', 'billing']);
  const events = world.open(world.receivers);
  events.start();
  await world.clock.advance(0);
  await change(world, events, 'a', 'RUNNING');
  await change(world, events, 'a', 'SUCCEEDED');
  await world.clock.advance(0);
  for (const receiver of world.receivers) expect(receiver.told).toEqual(['a RUNNING', 'a SUCCEEDED']);
  expect(await world.store.messages(9)).toEqual([]);
  const [[first], [other]] = world.receivers.map(({ received }) => received) as [
    StatusChangeEvent[],
    StatusChangeEvent[],
  ];
  expect(first?.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(other?.id).toBe(first?.id);
});

test('a target that stays away is asked less and less often, and holds up no other', async () => {
  const world = makeWorld(['audit', 'billing']);
  const [audit, billing] = world.receivers as [Receiver, Receiver];
  audit.isThere = false;
  const events = world.open(world.receivers);
  events.start();
  for (const name of ['a', 'b', 'c']) await change(world, events, name, 'RUNNING');
  const hourMillis = 3_600_000;
  await world.clock.advance(hourMillis);
  expect(billing.told).toEqual(['a RUNNING', 'b RUNNING', 'c RUNNING']);
  expect(audit.attempts).toBeLessThan(3 * (hourMillis / outboundLimits.pauseMillisMax + 10));
  audit.isThere = true;
  await change(world, events, 'a', 'SUCCEEDED');
  await world.clock.advance(outboundLimits.pauseMillisMax);
  expect(audit.told.toSorted()).toEqual(['a RUNNING', 'a SUCCEEDED', 'b RUNNING', 'c RUNNING']);
  expect(audit.told.indexOf('a SUCCEEDED')).toBeGreaterThan(audit.told.indexOf('a RUNNING'));
});

test('what was not told when the server died is told by the next one, before anything later of that execution', async () => {
  const world = makeWorld();
  const [audit] = world.receivers as [Receiver];
  audit.isThere = false;
  const dead = world.open([audit]);
  dead.start();
  await change(world, dead, 'a', 'RUNNING');
  await world.clock.advance(0);
  await dead.close();
  audit.isThere = true;
  const events = world.open([audit]);
  // The API answers before the outbox has been read.
  await change(world, events, 'a', 'SUCCEEDED');
  events.start();
  await world.clock.advance(0);
  expect(audit.told).toEqual(['a RUNNING', 'a SUCCEEDED']);
  expect(await world.store.messages(9)).toEqual([]);
});

test('what there is no room for in memory comes from the outbox once there is', async () => {
  const world = makeWorld();
  const [audit] = world.receivers as [Receiver];
  audit.isThere = false;
  const events = world.open([audit]);
  events.start();
  await world.clock.advance(0);
  const executions = outboundLimits.queuedLettersMax + 50;
  for (let number = 0; number < executions; number += 1) await change(world, events, `e${number}`, 'RUNNING');
  expect(events.waiting.get('audit')).toBe(outboundLimits.queuedLettersMax);
  await change(world, events, 'e7', 'SUCCEEDED');
  audit.isThere = true;
  await world.clock.advance(outboundLimits.pauseMillisMax);
  for (let round = 0; round < 50 && (await world.store.messages(1)).length > 0; round += 1) {
    await world.clock.advance(1000);
  }
  expect(new Set(audit.told).size).toBe(executions + 1);
  expect(audit.told).toHaveLength(executions + 1);
  expect(audit.told.indexOf('e7 SUCCEEDED')).toBeGreaterThan(audit.told.indexOf('e7 RUNNING'));
  await change(world, events, 'e8', 'SUCCEEDED');
  await world.clock.advance(0);
  expect(audit.told.at(-1)).toBe('e8 SUCCEEDED');
});

test('what could not be told for a day is dropped, with the reason', async () => {
  const world = makeWorld();
  const [audit] = world.receivers as [Receiver];
  audit.isThere = false;
  const events = world.open([audit]);
  events.start();
  await change(world, events, 'a', 'RUNNING');
  await world.clock.advance(outboundLimits.ageMillisMax + outboundLimits.pauseMillisMax);
  expect(world.dropped).toEqual([
    { target: 'audit', executionArn: arnOf('a'), status: 'RUNNING', fault: new Error('away') },
  ]);
  expect(await world.store.messages(9)).toEqual([]);
});

test('letters to a target that is not there any more are dropped at the start', async () => {
  const world = makeWorld();
  await world.commit('a', 'RUNNING');
  const events = world.open([]);
  events.start();
  await world.clock.advance(0);
  expect(world.dropped).toMatchObject([{ target: 'audit', executionArn: arnOf('a') }]);
  expect(await world.store.messages(9)).toEqual([]);
});
