import { label } from '../values.ts';
import type { Mark } from './marks.ts';
import type { SeriesPoint } from './series.ts';
import type { ChartStyle } from './style.ts';

/** A line of points with their intervals. */
export function modelLine(
  line: {
    readonly name: string;
    readonly form: 'train' | 'inference';
    readonly points: readonly SeriesPoint[];
  },
  { colour, point, dash }: Mark,
  style: ChartStyle,
) {
  return {
    label: label(line.name),
    data: line.points.map(({ x, y, low, high }) => ({ x, y, yMin: low, yMax: high })),
    borderColor: colour,
    // The training form is hollow and dotted.
    backgroundColor: line.form === 'train' ? style.surface : colour,
    borderDash: line.form === 'train' ? [2, 3] : dash,
    borderWidth: 2,
    pointStyle: point,
    // The plug-in's points take these options without the prefix `point`.
    radius: 4,
    errorBarColor: colour,
    errorBarWhiskerColor: colour,
    errorBarLineWidth: 1,
    errorBarWhiskerLineWidth: 1,
    errorBarWhiskerSize: 6,
  };
}

/** A labelled horizontal line: a published value, or the border between better and worse. */
export function referenceLine(
  style: ChartStyle,
  value: number,
  text?: string,
  position: 'start' | 'end' = 'end',
) {
  return {
    type: 'line' as const,
    yMin: value,
    yMax: value,
    borderColor: style.muted,
    borderWidth: 1,
    borderDash: [4, 4],
    ...(text === undefined
      ? {}
      : {
          label: {
            display: true,
            content: text,
            position,
            backgroundColor: style.surface,
            color: style.muted,
            font: { family: style.font, size: 10, weight: 'normal' as const },
            padding: 2,
          },
        }),
  };
}
