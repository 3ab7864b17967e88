import { expect, it } from 'vitest';
import { discKernel } from '../../corruptions/defocus-blur.ts';
import { stripsOf } from '../../corruptions/primitives/strips.ts';

const discs = [
  [3, 0.1],
  [4, 0.5],
  [6, 0.5],
  [8, 0.5],
  [10, 0.5],
  [3, 0.14],
  [4, 0.3],
  [5, 0.5],
] as const;

it.each(discs)(
  'a disc of radius %d, softness %d: integer sums fit 32 bits and stay within the declared slack',
  (radius, softness) => {
    const { dx, strips, heights, coefficients, shift, lowShift, high, low, slack } = stripsOf(
      discKernel(radius, softness),
    );
    expect(high.length).toBe(dx.length + (dx.length % 2));
    expect(low.length).toBe(high.length);
    const sums = { high: 0, low: 0, off: 0 };
    dx.forEach((x, t) => {
      const exact = (coefficients[t]! / (x === 0 ? 2 : 1)) * 2 ** shift;
      const peak = 2 * 255 * (2 * heights[strips[t]!]! + 1);
      expect(peak).toBeLessThan(2 ** 15);
      sums.high += Math.abs(high[t]!) * peak;
      sums.low += Math.abs(low[t]!) * peak;
      sums.off += Math.abs(exact - (high[t]! + low[t]! / 2 ** lowShift)) * peak;
    });
    expect(sums.high + sums.low / 2 ** lowShift + slack).toBeLessThan(2 ** 31);
    expect(sums.low).toBeLessThan(2 ** 31);
    expect(slack === 0 ? sums.off / 2 ** shift : sums.off + 1).toBeLessThanOrEqual(
      slack === 0 ? 2 ** -62 : slack,
    );
    expect(slack / 2 ** shift).toBeLessThan(1e-5);
  },
);
