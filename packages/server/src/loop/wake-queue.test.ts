import type { ExecutionId } from '@perdure/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WakeQueue } from './wake-queue.ts';

const id = (text: string): ExecutionId => text as ExecutionId;

test('executions come out in the order in which they are due, and none before its time', () => {
  const queue = new WakeQueue();
  queue.set(id('c'), 30);
  queue.set(id('a'), 10);
  queue.set(id('b'), 20);
  expect(queue.takeDue(9)).toBeUndefined();
  expect(queue.takeDue(20)).toBe('a');
  expect(queue.takeDue(20)).toBe('b');
  expect(queue.takeDue(20)).toBeUndefined();
  expect(queue.nextAt()).toBe(30);
});

test('an execution that is set again is due at its new time only', () => {
  const queue = new WakeQueue();
  queue.set(id('a'), 10);
  queue.set(id('a'), 50);
  expect(queue.takeDue(10)).toBeUndefined();
  expect(queue.size).toBe(1);
  expect(queue.takeDue(50)).toBe('a');
  expect(queue.takeDue(50)).toBeUndefined();
});

test('whatever is set, moved and deleted, the queue behaves as a sorted list', () => {
  const step = fc.record({
    id: fc.integer({ min: 0, max: 8 }),
    at: fc.option(fc.integer({ min: 0, max: 100 })),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const queue = new WakeQueue();
      const model = new Map<string, number>();
      for (const { id: number, at } of steps) {
        const name = String(number);
        if (at === null) {
          queue.delete(id(name));
          model.delete(name);
        } else {
          queue.set(id(name), at);
          model.set(name, at);
        }
      }
      const taken: number[] = [];
      for (let due = queue.takeDue(100); due !== undefined; due = queue.takeDue(100))
        taken.push(model.get(due) ?? -1);
      expect(taken).toEqual([...model.values()].sort((left, right) => left - right));
    }),
  );
});
