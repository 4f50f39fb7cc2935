import { describe, expect, test } from 'vitest';
import type { OperationView } from '../view/execution-view.ts';
import { layoutStages } from './layout.ts';
import { stagesOf } from './shape.ts';

/** An operation whose events have these numbers: the first is its start, the second its end. */
function operation(
  id: string,
  [start, end]: [number, number],
  more: Partial<OperationView> = {},
): OperationView {
  const times = { startedAt: 0, endedAt: 0, status: 'SUCCEEDED' as const };
  return {
    id,
    kind: 'STEP',
    name: id,
    ...times,
    attempts: [],
    children: [],
    eventIds: [start, end],
    ...more,
  };
}

const all = { isUnfolded: () => true };
const none = { isUnfolded: () => false };
const names = (stages: ReturnType<typeof stagesOf>): string[][] =>
  stages.map((stage) => stage.map((shape) => `${shape.kind} ${shape.title}`));

describe('the shape of a run', () => {
  test('what overlapped stands side by side, what followed stands below, however short it was', () => {
    const stages = stagesOf(
      [operation('a', [1, 2]), operation('b', [3, 5]), operation('c', [4, 6]), operation('d', [7, 8])],
      all,
    );
    expect(names(stages)).toEqual([['operation a'], ['operation b', 'operation c'], ['operation d']]);
  });

  test('many alike are one box with their number until it is unfolded', () => {
    const guests = Array.from({ length: 20 }, (_, index) => operation('guest', [index + 1, 100 + index]));
    expect(names(stagesOf(guests, none))).toEqual([['crowd guest × 20']]);
    expect(stagesOf(guests, all)[0]).toHaveLength(20);
  });

  test('what a waitForCallback is made of is not drawn, other contexts hold theirs', () => {
    const inner = [operation('inner', [2, 3])];
    const wait = operation('answer', [1, 4], {
      kind: 'CONTEXT',
      subType: 'WaitForCallback',
      children: inner,
    });
    const child = operation('child', [5, 8], {
      kind: 'CONTEXT',
      subType: 'RunInChildContext',
      children: inner,
    });
    expect(names(stagesOf([wait, child], all))).toEqual([['operation answer'], ['group child']]);
    expect(names(stagesOf([child], none))).toEqual([['folded child']]);
  });

  test('boxes do not overlap unless one is inside of the other', () => {
    const inner = [operation('x', [2, 4]), operation('y', [3, 5])];
    const group = operation('group', [1, 6], { kind: 'CONTEXT', children: inner });
    const { boxes, width, height } = layoutStages(stagesOf([group, operation('z', [7, 8])], all));
    expect(boxes.map(({ shape }) => shape.title)).toEqual(['group', 'x', 'y', 'z']);
    const [outer, x, y, z] = boxes.map(({ x, y, width, height }) => ({
      left: x,
      top: y,
      right: x + width,
      bottom: y + height,
    }));
    if (!outer || !x || !y || !z) throw new Error('four boxes');
    expect(x.right).toBeLessThan(y.left);
    expect(x.top).toBeGreaterThan(outer.top);
    expect(y.bottom).toBeLessThan(outer.bottom);
    expect(z.top).toBeGreaterThan(outer.bottom);
    expect(Math.max(outer.right, z.right)).toBeLessThanOrEqual(width);
    expect(z.bottom).toBe(height);
  });
});
