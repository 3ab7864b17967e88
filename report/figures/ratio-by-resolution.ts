import { ratioLines } from '../charts/ratio-lines.ts';
import { seriesBy } from '../charts/series.ts';
import type { ReportLatency } from '../data/types.ts';
import { label } from '../values.ts';
import type { Chart } from './figure.ts';
import { sideOf, sweepControls, sweepOf } from './view.ts';

export const ratioByResolution: Chart<ReportLatency> = {
  id: 'ratio-by-resolution',
  section: 'latency',
  title: 'Against the baseline, by resolution',
  note: () =>
    'Time over the baseline’s, within the same rounds, so that drift of the machine cancels out: CPU time where it is comparable, else latency (the table says which). Below 1 is faster.',
  controls: sweepControls,
  rows: sweepOf,
  chart(rows, style, { data }) {
    const ratios = rows.flatMap((row) => (row.ratio ? [{ ...row, median: row.ratio }] : []));
    const baseline = rows.find((row) => row.baseline !== undefined)?.baseline?.split('/')[0];
    return ratioLines(
      seriesBy(ratios, sideOf),
      data.models,
      style,
      `latency / ${label(baseline ?? 'the baseline', 24)}`,
    );
  },
};
