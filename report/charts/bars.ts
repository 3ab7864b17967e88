import { precise } from '../values.ts';
import { baseOptions, linearAxis, logAxis, nameAxis } from './axes.ts';
import { type ChartSpec, empty } from './chart.ts';
import type { ChartStyle } from './style.ts';

export interface BarSet {
  readonly label: string;
  readonly colour: string | readonly string[];
  /** One value per name; undefined leaves a gap. */
  readonly values: readonly (number | undefined)[];
  readonly intervals?: readonly (readonly [low: number, high: number] | undefined)[];
}

export interface BarOptions {
  readonly title: string;
  readonly log?: boolean;
  readonly stacked?: boolean;
  readonly min?: number;
  readonly max?: number;
}

/**
 * Draws horizontal bars, a group per name: names stay readable however many there are. A set without a value takes no room;
 * where only one of several has values, the axis names it.
 */
export function bars(
  names: readonly string[],
  all: readonly BarSet[],
  style: ChartStyle,
  options: BarOptions,
): ChartSpec {
  const sets = all.filter((set) => set.values.some((value) => value !== undefined));
  const values = sets.flatMap((set) => set.values.filter((value) => value !== undefined));
  if (names.length === 0 || values.length === 0) return empty;
  const [only] = sets;
  const title = all.length > 1 && sets.length === 1 ? `${only?.label}, ${options.title}` : options.title;
  const axis = options.log ? logAxis(style, title, values) : linearAxis(style, title);
  return {
    config: {
      type: 'barWithErrorBars',
      data: {
        labels: names,
        datasets: sets.map(({ label, colour, values: own, intervals }) => ({
          label,
          data: own.map((value, at) => {
            const [low, high] = intervals?.[at] ?? [];
            if (value === undefined) return { x: Number.NaN, y: names[at] };
            return low === undefined
              ? { x: value, y: names[at] }
              : { x: value, y: names[at], xMin: low, xMax: high };
          }),
          backgroundColor: colour,
          borderColor: style.surface,
          borderWidth: options.stacked ? 1 : 0,
          errorBarColor: style.text,
          errorBarWhiskerColor: style.text,
          errorBarWhiskerSize: 6,
          maxBarThickness: 22,
        })),
      },
      options: {
        ...baseOptions(style),
        indexAxis: 'y',
        plugins: {
          ...baseOptions(style).plugins,
          legend: { ...baseOptions(style).plugins.legend, display: sets.length > 1 },
        },
        scales: {
          x: {
            ...axis,
            stacked: options.stacked ?? false,
            ...(options.min === undefined ? {} : { min: options.min }),
            ...(options.max === undefined ? {} : { max: options.max }),
          },
          y: {
            ...nameAxis(style),
            stacked: options.stacked ?? false,
          },
        },
      },
    },
    summary: names.map((name, at) => {
      const parts = sets.flatMap(({ label, values: own }) => {
        const value = own[at];
        return value === undefined ? [] : [`${label} ${precise(value)}`];
      });
      return `${name}: ${parts.join(', ')}`;
    }),
  };
}
