import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMostlyIdle, shortenedScale, ticksOf, trueScale } from './time-scale.ts';
import { moved, whole, zoomed } from './viewport.ts';

const day = { from: 0, to: 86_400_000 };
const second = { from: 0, to: 1000 };

describe('the scale of the timeline', () => {
  test('idle times are shortened, and work keeps its proportions', () => {
    const scale = shortenedScale(day, [second, { from: 86_399_000, to: 86_400_000 }]);
    expect(scale.shortened).toEqual([{ from: 1000, to: 86_399_000 }]);
    expect(scale.toUnit(1000)).toBeGreaterThan(0.4);
    expect(scale.toUnit(500)).toBeCloseTo(scale.toUnit(1000) / 2);
  });

  test('a run that works all the time is drawn as it was', () => {
    expect(shortenedScale(second, [second]).shortened).toEqual([]);
    expect(isMostlyIdle(second, [second])).toBe(false);
    expect(isMostlyIdle(day, [second])).toBe(true);
  });

  test('later times are never further left, and a place leads back to its time', () => {
    const span = fc
      .tuple(fc.nat(100_000), fc.nat(2000))
      .map(([from, length]) => ({ from, to: from + length }));
    fc.assert(
      fc.property(fc.array(span, { maxLength: 30 }), fc.nat(100_000), fc.nat(100_000), (busy, one, other) => {
        const scale = shortenedScale({ from: 0, to: 100_000 }, busy);
        const [early, late] = [Math.min(one, other), Math.max(one, other)];
        expect(scale.toUnit(early)).toBeLessThanOrEqual(scale.toUnit(late));
        expect(scale.toUnit(0)).toBe(0);
        expect(scale.toUnit(100_000)).toBe(1);
        expect(scale.toTime(scale.toUnit(one))).toBeCloseTo(one, 3);
      }),
    );
  });

  test('ticks are round times since the start, and not too many', () => {
    const ticks = ticksOf(trueScale({ from: 5000, to: 9200 }), whole, 5000, 8);
    expect(ticks).toEqual([5000, 6000, 7000, 8000, 9000]);
  });

  test('zooming keeps the point under the pointer, and nothing is seen beyond the ends', () => {
    const near = zoomed(whole, 4, 0.25);
    expect(near.from + (near.to - near.from) * 0.25).toBeCloseTo(0.25);
    expect(zoomed(near, 1 / 100)).toEqual(whole);
    expect(moved({ from: 0.5, to: 0.75 }, 10)).toEqual({ from: 0.75, to: 1 });
  });
});
