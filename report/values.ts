/** A value with its confidence interval. */
export type Interval = readonly [value: number, low: number, high: number];

/** A latency above this is treated as damaged; milliseconds, eleven days. */
const IMPLAUSIBLE_MS = 1e9;

/** Returns whether a duration in milliseconds can be drawn: finite, above zero, below eleven days. */
export function plausibleMs(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value) && value > 0 && value < IMPLAUSIBLE_MS;
}

/** An estimate above zero whose bounds can be drawn: a bound that cannot is replaced by the value. */
export function positive<E extends { value: number; low: number; high: number }>(estimate: E): E {
  const { value } = estimate;
  const bound = (candidate: number) => (Number.isFinite(candidate) && candidate > 0 ? candidate : value);
  return {
    ...estimate,
    low: Math.min(bound(estimate.low), value),
    high: Math.max(bound(estimate.high), value),
  };
}

/** Converts an estimate to the form of a report. */
export function interval({ value, low, high }: { value: number; low: number; high: number }): Interval {
  return [short(value), short(low), short(high)];
}

/** Rounds to five significant digits, which is all that a report shows, at a third of the bytes. Integers stay. */
export function short(value: number): number {
  return Number.isFinite(value) && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
}

/** Returns the median of a list; undefined for an empty one. */
export function medianOf(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle];
  return sorted.length === 0 ? undefined : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Returns the most frequent value, among equals the smallest; undefined for an empty list. */
export function usual(values: readonly number[]): number | undefined {
  return byFrequency(values).sort(([a, one], [b, two]) => two - one || a - b)[0]?.[0];
}

/** Counts the distinct values of a list, most frequent first. */
export function byFrequency<T>(values: readonly T[]): [value: T, count: number][] {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

/** Formats three significant digits, without an exponent for numbers of ordinary size. */
export function precise(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return '?';
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && size < 1e-4)) return value.toExponential(digits - 1);
  const places = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.max(size, 1e-4))));
  return value.toFixed(Math.min(places, 6));
}

/** `−12.3 %` for a ratio of 0.877: for marks in a chart, where a sentence has no room. */
export function asChange(ratio: number): string {
  if (!Number.isFinite(ratio)) return '?';
  const change = 100 * (ratio - 1);
  return `${change < 0 ? '−' : '+'}${Math.abs(change).toFixed(1)} %`;
}

/**
 * A ratio of latencies in words: `12.3 % faster [10.1, 14.5]`, or `2.50× slower [2.41, 2.58]` from twice on. A bound
 * below zero (or a factor below 1) lies in the other direction.
 */
export function changeInWords([value, low, high]: Interval): string {
  if (![value, low, high].every(Number.isFinite)) return '?';
  const slower = value >= 1;
  const factor = value >= 2 || value <= 0.5;
  const shown = (ratio: number) => {
    if (factor) return precise(slower ? ratio : 1 / ratio);
    return (100 * (slower ? ratio - 1 : 1 - ratio))
      .toFixed(1)
      .replace(/^-0\.0$/, '0.0')
      .replace('-', '−');
  };
  const [from, to] = slower ? [low, high] : [high, low];
  return `${shown(value)}${factor ? '×' : ' %'} ${slower ? 'slower' : 'faster'} [${shown(from)}, ${shown(to)}]`;
}

/** Shortens a name to one line of at most `most` characters, for labels; control characters become spaces. */
export function label(name: string, most = 40): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: names come from outside.
  const line = name.replaceAll(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim();
  const characters = [...line.slice(0, most * 2)];
  const cut = characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : characters.join('');
  // A right-to-left name must not reorder the text around it.
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/.test(cut) ? `\u2068${cut}\u2069` : cut;
}
