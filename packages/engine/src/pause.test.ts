import { expect, test } from 'vitest';
import { decide } from './decide.ts';
import type { Event } from './event.ts';
import { evolve } from './evolve.ts';
import { describeHistory } from './history.ts';
import { defaultEngineSettings as settings } from './settings.ts';
import { type ExecutionState, executionDeadline, isInvocationDue } from './state.ts';
import { wakeAt } from './timers.ts';

const arn =
  'arn:aws:lambda:eu-west-1:000000000000:function:order:1/durable-execution/order-17/0d9c0d9c-0000-7000-8000-000000000000';
const T0 = 1_767_225_600_000;
const SECOND = 1000;

/** An execution in the making: applies what is decided, and keeps the log. */
class Execution {
  state: ExecutionState;
  readonly log: { at: number; events: Event[] }[] = [];

  constructor() {
    const started: Event = {
      type: 'ExecutionStarted',
      arn,
      invocationType: 'Event',
      config: { ExecutionTimeout: 60, RetentionPeriodInDays: 1 },
    };
    this.state = evolve(undefined, started, T0);
    this.log.push({ at: T0, events: [started] });
  }

  do(command: Parameters<typeof decide>[1]) {
    const decision = decide(this.state, command as never, settings);
    if (!decision.ok) return decision;
    for (const event of decision.events) this.state = evolve(this.state, event, command.now);
    this.log.push({ at: command.now, events: [...decision.events] });
    return decision;
  }

  begin(now: number): string {
    const begun = this.do({
      kind: 'begin-invocation',
      now,
      requestId: `r${now}`,
      nonce: 'n',
      deadline: now + 3000,
      runningOn: 's',
    });
    const reply = begun.ok ? (begun.reply as unknown as { token: string } | undefined) : undefined;
    return reply?.token ?? '';
  }

  checkpoint(now: number, token: string, updates: object[] = []) {
    const request = { CheckpointToken: token, Updates: updates as never };
    return this.do({ kind: 'checkpoint', now, nonce: 'n', request });
  }

  complete(now: number, requestId: string, body: object) {
    return this.do({
      kind: 'complete-invocation',
      now,
      requestId,
      jitter: 0,
      outcome: { kind: 'returned', body: JSON.stringify(body) },
    });
  }

  pause(now: number, timeoutPaused = false, clientToken?: string) {
    return this.do({
      kind: 'pause',
      now,
      timeoutPaused,
      reason: 'audit',
      ...(clientToken ? { clientToken } : {}),
    });
  }

  resume(now: number) {
    return this.do({ kind: 'resume', now });
  }

  history(): string[] {
    return describeHistory(this.log, { includeData: true, firstEventId: 1, lastEventId: 100 }).map(
      (event) => event.EventType,
    );
  }
}

const wait = { Id: 'w1', Type: 'WAIT', Action: 'START', WaitOptions: { WaitSeconds: 5 } };

test('an idle execution is paused at once, and no invocation starts until it is resumed', () => {
  const execution = new Execution();
  const token = execution.begin(T0);
  execution.checkpoint(T0, token, [wait]);
  execution.complete(T0, `r${T0}`, { Status: 'PENDING' });
  execution.pause(T0 + SECOND);
  expect(execution.state.status).toBe('PAUSED');
  execution.do({ kind: 'tick', now: T0 + 5 * SECOND, jitter: 0 });
  expect(execution.state.operations.get('w1')?.status).toBe('SUCCEEDED');
  expect(isInvocationDue(execution.state, T0 + 6 * SECOND)).toBe(false);
  execution.resume(T0 + 7 * SECOND);
  expect(isInvocationDue(execution.state, T0 + 7 * SECOND)).toBe(true);
  expect(execution.history().slice(-3)).toEqual(['ExecutionPaused', 'WaitSucceeded', 'ExecutionResumed']);
});

test('a pause in flight takes effect with the next checkpoint, and that invocation is not heard again', () => {
  const execution = new Execution();
  const token = execution.begin(T0);
  execution.pause(T0 + 1);
  expect(execution.state.status).toBe('PAUSING');
  const last = execution.checkpoint(T0 + 2, token, [{ Id: 's1', Type: 'STEP', Action: 'START' }]);
  expect(execution.state.status).toBe('PAUSED');
  const next = last.ok ? (last.reply as unknown as { token: string }).token : '';
  const late = execution.checkpoint(T0 + 3, next, [wait]);
  expect(late).toMatchObject({
    ok: false,
    refusal: { message: expect.stringMatching(/^Invalid Checkpoint Token/) },
  });
  execution.complete(T0 + 4, `r${T0}`, { Status: 'SUCCEEDED', Result: '1' });
  expect(execution.state.status).toBe('PAUSED');
  execution.resume(T0 + 5);
  expect(isInvocationDue(execution.state, T0 + 5)).toBe(true);
});

test('a pause takes effect at the end of an invocation that makes no more checkpoint', () => {
  const execution = new Execution();
  const token = execution.begin(T0);
  execution.checkpoint(T0, token, [wait]);
  execution.pause(T0 + 1);
  execution.complete(T0 + 2, `r${T0}`, { Status: 'PENDING' });
  expect(execution.state.status).toBe('PAUSED');
  expect(execution.history().slice(-2)).toEqual(['InvocationCompleted', 'ExecutionPaused']);
});

test('an execution that ends while it is pausing has ended', () => {
  const execution = new Execution();
  execution.begin(T0);
  execution.pause(T0 + 1);
  execution.complete(T0 + 2, `r${T0}`, { Status: 'SUCCEEDED', Result: '1' });
  expect(execution.state.status).toBe('SUCCEEDED');
});

test('a resume that comes before the pause took effect cancels it, and the invocation goes on', () => {
  const execution = new Execution();
  const token = execution.begin(T0);
  execution.pause(T0 + 1);
  execution.resume(T0 + 2);
  expect(execution.checkpoint(T0 + 3, token).ok).toBe(true);
  expect(execution.state.status).toBe('RUNNING');
});

test('the execution timeout goes on during a pause unless the pause holds it', () => {
  const running = new Execution();
  running.pause(T0);
  running.do({ kind: 'tick', now: T0 + 60 * SECOND, jitter: 0 });
  expect(running.state.status).toBe('TIMED_OUT');

  const held = new Execution();
  held.pause(T0, true);
  expect(wakeAt(held.state, settings)).toBeUndefined();
  held.do({ kind: 'tick', now: T0 + 90 * SECOND, jitter: 0 });
  held.resume(T0 + 100 * SECOND);
  expect(executionDeadline(held.state)).toBe(T0 + 160 * SECOND);
});

test('a paused execution can be stopped', () => {
  const execution = new Execution();
  execution.pause(T0);
  execution.do({ kind: 'end', now: T0 + 1, as: 'STOPPED', error: {} });
  expect(execution.state.status).toBe('STOPPED');
});

test('a pause that is repeated under its client token is the same pause; any other is a conflict', () => {
  const execution = new Execution();
  execution.pause(T0, false, 'once');
  expect(execution.pause(T0 + 5, false, 'once')).toMatchObject({ ok: true, reply: T0 });
  expect(execution.pause(T0 + 5)).toMatchObject({
    ok: false,
    refusal: { code: 'ResourceConflictException' },
  });
  execution.resume(T0 + 6);
  expect(execution.resume(T0 + 7)).toMatchObject({
    ok: false,
    refusal: { code: 'ResourceConflictException' },
  });
});
