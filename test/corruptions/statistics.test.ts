import { describe, expect, it } from 'vitest';
import { allCases, compare } from './statistics.ts';

/** One severity and image per corruption; for all of them: npm run verify -- corruptions. */
const subset = allCases().filter(
  ({ image, severity, corruption }) =>
    image === (corruption < 'h' ? 'astronaut' : 'coffee') && severity === 3,
);

describe.each(subset)('$corruption, $variant, is distributed as the reference', (one) => {
  it(`on ${one.image} at severity ${one.severity}, over 100 draws`, async () => {
    for (const { statistic, z, spread, negligible } of await compare(one, 100, 11)) {
      if (negligible) continue;
      expect(Math.abs(z), statistic).toBeLessThan(4);
      expect(Math.abs(Math.log(spread)), `${statistic}: spread ${spread}`).toBeLessThan(Math.log(1.5));
    }
  });
});

it('detects a wrong distribution', async () => {
  const noise = subset.find(({ corruption }) => corruption === 'gaussian_noise')!;
  const other = allCases().find(
    (one) => one.corruption === 'gaussian_noise' && one.image === noise.image && one.severity === 2,
  )!;
  const results = await compare({ ...noise, expected: other.expected }, 30, 11);
  expect(Math.max(...results.map(({ z }) => Math.abs(z)))).toBeGreaterThan(10);
});
