import type { RobustnessRecord } from '../../src/results/index.ts';
import type { ReportModel } from '../data.ts';
import { label } from '../values.ts';
import { baseOptions, linearAxis } from './axes.ts';
import { type ChartSpec, empty } from './chart.ts';
import { markOf } from './marks.ts';
import type { ChartStyle } from './style.ts';

/** Top-1 error by severity, 0 being the clean images: of one corruption, or their mean where it is `all`. */
export function severityCurves(
  records: readonly RobustnessRecord[],
  corruption: string,
  models: readonly ReportModel[],
  style: ChartStyle,
): ChartSpec {
  const lines = records.flatMap((record) => {
    const chosen = record.corruptions.filter((one) => corruption === 'all' || one.corruption === corruption);
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
          const { colour, point, dash } = markOf(model, models, style);
          return {
            label: label(model),
            data: points,
            borderColor: colour,
            backgroundColor: colour,
            borderDash: dash,
            borderWidth: 2,
            pointStyle: point,
            pointRadius: 4,
            // The first and the last severity lie on the border.
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
      ({ model, points }) => `${model}: ${points.map(({ x, y }) => `${y.toFixed(0)} % at ${x}`).join(', ')}`,
    ),
  };
}
