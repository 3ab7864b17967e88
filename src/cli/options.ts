import { InvalidArgumentError } from 'commander';
import { BOUNDS, type Bounds, expected, isWithin } from '../text/index.ts';

/** Returns the parser of a number within bounds, for `--batch 8`. */
export function numberIn(bounds: Bounds): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!isWithin(value, bounds)) throw new InvalidArgumentError(`expected ${expected(value, bounds)}`);
    return value;
  };
}

/** Returns the parser of a time such as 90s, 20m, 2h or 1h30m, in seconds; a bare number is seconds. */
export function durationIn(bounds: Bounds): (text: string) => number {
  return (text) => {
    const match = /^(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m(?:in)?)?(?:(\d+(?:\.\d+)?)s?)?$/.exec(
      text.trim(),
    );
    const [hours, minutes, seconds] = (match ?? []).slice(1).map((part) => Number(part ?? 0));
    const total = (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
    if (!match || !(total > 0))
      throw new InvalidArgumentError('expected a time such as 90s, 20m, 2h or 1h30m');
    if (!isWithin(total, bounds))
      throw new InvalidArgumentError(`expected seconds, ${expected(total, bounds)}`);
    return total;
  };
}

/** Parses the budget of a measurement. */
export const duration = durationIn(BOUNDS.budgetSeconds);

/** An object without its undefined values, which optional properties may not have. */
export function defined<T extends object>(values: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const kept = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [Key in keyof T]?: Exclude<T[Key], undefined> };
}
