import type { ChartSpec } from '../charts/chart.ts';
import { type ChartStyle, lightStyle } from '../charts/style.ts';
import type { ReportData } from '../data/types.ts';
import { figuresOf, isChart } from './index.ts';
import { usualView } from './view.ts';

/** A chart as a picture. */
export interface Picture {
  readonly id: string;
  readonly title: string;
  readonly spec: ChartSpec;
  /** Pixels. */
  readonly height: number;
}

/** Draws every chart of a report in its default view; charts without data are left out. */
export function pictures(data: ReportData, style: ChartStyle = lightStyle): Picture[] {
  const view = usualView(data);
  return figuresOf(data)
    .filter(isChart)
    .map((chart) => {
      const { id, title } = chart;
      const rows = chart.rows(view);
      return { id, title, spec: chart.chart(rows, style, view), height: chart.height?.(rows) ?? 420 };
    })
    .filter(({ spec }) => spec.config !== undefined);
}
