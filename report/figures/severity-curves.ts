import { baseOptions, linearAxis } from '../charts/axes.ts';
import { empty } from '../charts/chart.ts';
import { markOf } from '../charts/marks.ts';
import type { ReportRobustness } from '../data/types.ts';
import { label } from '../values.ts';
import type { Chart } from './figure.ts';
import { chosen, corruption, evaluation, robustnessOf } from './view.ts';

export const severityCurves: Chart<ReportRobustness> = {
  id: 'severity-curves',
  section: 'robustness',
  title: 'Error by severity',
  note: () => 'Top-1 error in %, of one corruption or of their mean. Severity 0 is the clean images.',
  controls: [evaluation, corruption],
  rows: robustnessOf,
  chart(records, style, view) {
    const { data } = view;
    const wanted = chosen(view, corruption);
    const lines = records.flatMap((record) => {
      const chosen = record.corruptions.filter((one) => wanted === 'all' || one.corruption === wanted);
      const severities = [...new Set(chosen.flatMap(({ errors }) => Object.keys(errors).map(Number)))].sort(
        (a, b) => a - b,
      );
      const points = severities.map((severity) => {
        const errors = chosen.flatMap(({ errors: by }) => by[severity] ?? []);
        return { x: severity, y: (100 * errors.reduce((sum, error) => sum + error, 0)) / errors.length };
      });
      const clean = record.cleanError === undefined ? [] : [{ x: 0, y: 100 * record.cleanError }];
      return points.length === 0 ? [] : [{ model: record.model, points: [...clean, ...points] }];
    });
    if (lines.length === 0) return empty;
    return {
      config: {
        type: 'line',
        data: {
          datasets: lines.map(({ model, points }) => {
            const { colour, point, dash } = markOf(model, data.models, style);
            return {
              label: label(model),
              data: points,
              borderColor: colour,
              backgroundColor: colour,
              borderDash: dash,
              borderWidth: 2,
              pointStyle: point,
              pointRadius: 4,
              // The first and last points are on the border of the plot.
              clip: false,
            };
          }),
        },
        options: {
          ...baseOptions(style),
          scales: {
            x: {
              ...linearAxis(style, 'severity (0: clean)'),
              min: 0,
              max: 5,
              ticks: { stepSize: 1, color: style.muted },
            },
            y: { ...linearAxis(style, 'top-1 error, %'), min: 0, max: 100 },
          },
        },
      },
      summary: lines.map(
        ({ model, points }) =>
          `${model}: ${points.map(({ x, y }) => `${y.toFixed(0)} % at severity ${x}`).join(', ')}`,
      ),
    };
  },
};
