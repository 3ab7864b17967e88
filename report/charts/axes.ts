import { precise } from '../values.ts';
import type { ChartStyle } from './style.ts';

/** Returns the options of every chart with two axes. Callers spread and override them. */
export function baseOptions(style: ChartStyle) {
  return {
    animation: false as const,
    responsive: true,
    maintainAspectRatio: false,
    font: { family: style.font, size: style.fontSize },
    layout: { padding: { top: 4, right: 12, bottom: 0, left: 0 } },
    interaction: { mode: 'nearest' as const, intersect: false },
    plugins: {
      legend: {
        position: 'bottom' as const,
        labels: {
          color: style.text,
          usePointStyle: true,
          boxHeight: 7,
          font: { family: style.font, size: 11 },
        },
      },
      tooltip: {
        backgroundColor: style.text,
        titleColor: style.surface,
        bodyColor: style.surface,
        callbacks: { label: hoverText },
      },
    },
  };
}

/** Returns the tooltip of a mark: its series, and its values with their intervals, by axis. */
export function hoverText({ dataset, raw, chart }: Hovered): string | string[] {
  const { label } = dataset;
  if (Array.isArray(raw)) {
    const [low, high] = [Math.min(...raw), Math.max(...raw)];
    return `${label}: ${raw.length} between ${precise(low)} and ${precise(high)}`;
  }
  const { x, y, xMin, xMax, yMin, yMax } = raw as Mark;
  const titleOf = (axis: 'x' | 'y') => chart.options.scales?.[axis]?.title?.text ?? axis;
  if (typeof y === 'string') return `${label}: ${bounded(x, xMin, xMax)} (${titleOf('x')})`;
  return [label, `${titleOf('y')}: ${bounded(y, yMin, yMax)}`, `${titleOf('x')}: ${bounded(x, xMin, xMax)}`];
}

/** The part of chart.js' tooltip item that is read here. */
interface Hovered {
  readonly dataset: { readonly label: string };
  readonly raw: unknown;
  readonly chart: {
    readonly options: {
      readonly scales?: Readonly<Record<string, { readonly title?: { readonly text?: string } }>>;
    };
  };
}

interface Mark {
  readonly x: number;
  readonly y: number | string;
  readonly xMin?: number;
  readonly xMax?: number;
  readonly yMin?: number;
  readonly yMax?: number;
}

function bounded(value: number, low?: number, high?: number): string {
  const plainly = Number.isInteger(value) ? String(value) : precise(value);
  return low === undefined || high === undefined ? plainly : `${plainly} [${precise(low)}, ${precise(high)}]`;
}

/** Returns a linear axis with its title. */
export function linearAxis(style: ChartStyle, title: string) {
  return {
    type: 'linear' as const,
    title: {
      display: true,
      text: title,
      color: style.muted,
      font: { family: style.font, size: style.fontSize },
    },
    grid: { color: style.grid },
    border: { color: style.muted },
    ticks: { color: style.muted, font: { family: style.font, size: 11 } },
  };
}

/** Returns an axis of names, top to bottom. Long names are shortened in the middle, where they differ least. */
export function nameAxis(style: ChartStyle) {
  return {
    ...linearAxis(style, ''),
    type: 'category' as const,
    title: { display: false },
    grid: { display: false },
    ticks: {
      color: style.muted,
      font: { family: style.font, size: 11 },
      callback(this: NameScale, value: number | string) {
        return shorten(this.getLabelForValue(Number(value)), Math.floor((0.4 * this.chart.width) / 7));
      },
    },
  };
}

interface NameScale {
  readonly chart: { readonly width: number };
  getLabelForValue(value: number): string;
}

function shorten(name: string, most: number): string {
  if (name.length <= most) return name;
  const end = Math.floor((most - 1) / 2);
  return `${name.slice(0, most - 1 - end)}…${name.slice(name.length - end)}`;
}

/**
 * Returns a logarithmic axis that labels 1, 2 and 5 of each decade, or the given values.
 *
 * @param values every value shown, for the bounds
 */
export function logAxis(
  style: ChartStyle,
  title: string,
  values: readonly number[],
  labelled?: readonly number[],
) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const ticks = labelled ?? oneTwoFive(low, high);
  return {
    ...linearAxis(style, title),
    type: 'logarithmic' as const,
    min: Number.isFinite(low) ? low / 1.12 : 1,
    max: Number.isFinite(high) ? high * 1.12 : 10,
    // chart.js chooses labels by spacing; these are the values a reader looks for.
    afterBuildTicks(axis: { ticks: { value: number }[] }) {
      axis.ticks = ticks.map((value) => ({ value }));
    },
    ticks: {
      color: style.muted,
      font: { family: style.font, size: 11 },
      autoSkip: labelled !== undefined,
      callback: (value: number | string) => plain(Number(value)),
    },
  };
}

/**
 * What a logarithmic axis must hold: every value, and the intervals up to a factor of four beyond the extreme values. A
 * useless interval would flatten everything else, so it runs out of the picture instead.
 */
export function logSpan(
  points: readonly { readonly y: number; readonly low: number; readonly high: number }[],
): number[] {
  const values = points.map(({ y }) => y);
  const [least, most] = [Math.min(...values) / 4, Math.max(...values) * 4];
  return points.flatMap(({ y, low, high }) => [y, Math.max(low, least), Math.min(high, most)]);
}

/** Formats a number without an exponent or trailing zeros. */
function plain(value: number): string {
  return value >= 1 ? String(Math.round(value * 100) / 100) : String(Number(value.toPrecision(2)));
}

/** Returns round numbers in a range: powers of ten over many decades, closer steps within one. */
function oneTwoFive(low: number, high: number): number[] {
  if (!(low > 0) || !Number.isFinite(high)) return [1, 10];
  const from = Math.floor(Math.log10(low));
  const to = Math.ceil(Math.log10(high));
  const narrow = high / low < 12;
  const steps = to - from > 5 ? [1] : narrow ? [1, 1.5, 2, 3, 4, 5, 6, 8] : [1, 2, 5];
  const all: number[] = [];
  for (let decade = from; decade <= to; decade++) for (const step of steps) all.push(step * 10 ** decade);
  const inside = all.filter((value) => value >= low / 1.12 && value <= high * 1.12);
  return inside.length >= 2 ? inside : [low, high];
}
