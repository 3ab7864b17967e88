import type { RobustnessRecord } from '../../src/results/index.ts';
import { label } from '../values.ts';
import { bars } from './bars.ts';
import type { ChartSpec } from './chart.ts';
import type { ChartStyle } from './style.ts';

/** mCE (over AlexNet's errors) and the mean error that is not normalised, with their intervals. */
export function meanCorruptionError(records: readonly RobustnessRecord[], style: ChartStyle): ChartSpec {
  const [one, two] = style.palette as [string, string];
  const percent = (estimate: { value: number; low: number; high: number } | undefined) =>
    estimate === undefined ? undefined : ([100 * estimate.low, 100 * estimate.high] as const);
  const set = (name: string, colour: string, of: (record: RobustnessRecord) => RobustnessRecord['mce']) => ({
    label: name,
    colour,
    values: records.map((record) => {
      const value = of(record)?.value;
      return value === undefined ? undefined : 100 * value;
    }),
    intervals: records.map((record) => percent(of(record))),
  });
  return bars(
    records.map(({ model }) => label(model, 28)),
    [set('mCE', one, ({ mce }) => mce), set('mean error', two, ({ meanError }) => meanError)],
    style,
    { title: '%', min: 0 },
  );
}
