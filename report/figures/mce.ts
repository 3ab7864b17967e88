import { bars } from '../charts/bars.ts';
import { colourOf } from '../charts/style.ts';
import type { ReportRobustness } from '../data/types.ts';
import { type Interval, label } from '../values.ts';
import { barsHeight, type Chart } from './figure.ts';
import { evaluation, robustnessOf } from './view.ts';

export const mce: Chart<ReportRobustness> = {
  id: 'mce',
  section: 'robustness',
  title: 'mCE and mean error under corruption',
  note: () =>
    'In %. mCE is over ImageNet-C’s fifteen corruptions, relative to AlexNet’s errors; the mean error is over the corruptions of the run, and not normalised. Intervals are over images, each with all its corruptions.',
  controls: [evaluation],
  rows: robustnessOf,
  height: ({ length }) => barsHeight(length),
  chart(records, style) {
    const set = (name: string, colour: number, of: (row: ReportRobustness) => Interval | undefined) => {
      const percent = records.map((row) => of(row)?.map((value) => 100 * value));
      return {
        label: name,
        colour: colourOf(style, colour),
        values: percent.map((value) => value?.[0]),
        intervals: percent.map((value) => value && ([value[1], value[2]] as [number, number])),
      };
    };
    return bars(
      records.map(({ model }) => label(model, 28)),
      [set('mCE', 0, (row) => row.mce), set('mean error', 1, (row) => row.meanError)],
      style,
      { title: '%', min: 0 },
    );
  },
};
