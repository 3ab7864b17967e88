import type { Interval } from './data.ts';

/** Milliseconds above which a latency is taken for damage: eleven days. */
const IMPLAUSIBLE_MS = 1e9;

/** Whether a duration in milliseconds can be drawn: a finite number above zero, and no absurdity. */
export function plausibleMs(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value) && value > 0 && value < IMPLAUSIBLE_MS;
}

/** An estimate as an interval whose bounds are usable; a bound that is not falls back to the value. */
export function interval({ value, low, high }: { value: number; low: number; high: number }): Interval {
  const bound = (candidate: number) => (Number.isFinite(candidate) && candidate > 0 ? candidate : value);
  return [short(value), short(Math.min(bound(low), value)), short(Math.max(bound(high), value))];
}

/** Five significant digits: what a report can show, at a third of the bytes. */
export function short(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(5)) : value;
}

/** The median of a list; undefined when it is empty. */
export function medianOf(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? sorted[middle]
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Three significant digits, plain. */
export function precise(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return '?';
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && size < 1e-4)) return value.toExponential(digits - 1);
  const places = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.max(size, 1e-4))));
  return value.toFixed(Math.min(places, 6));
}

/** `12.3 ms [12.1, 12.6]` without the unit. */
export function withInterval([value, low, high]: Interval): string {
  return `${precise(value)} [${precise(low)}, ${precise(high)}]`;
}

/** `−12.3 %` for a ratio of 0.877. */
export function asChange(ratio: number, places = 1): string {
  if (!Number.isFinite(ratio)) return '?';
  const change = 100 * (ratio - 1);
  return `${change < 0 ? '−' : '+'}${Math.abs(change).toFixed(places)} %`;
}

/** A name as one line of at most `most` characters, for labels; control characters become spaces. */
export function label(name: string, most = 40): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: names come from outside.
  const line = name.replaceAll(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim();
  const characters = [...line.slice(0, most * 2)];
  const cut = characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : characters.join('');
  // Right-to-left names must not reorder what stands beside them.
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/.test(cut) ? `\u2068${cut}\u2069` : cut;
}
