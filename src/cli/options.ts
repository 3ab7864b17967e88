import { InvalidArgumentError } from 'commander';

/** Parses a whole number from 1, for `--batch 8`. */
export function positive(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('expected a whole number, 1 or more');
  return value;
}

/** Parses the side of an image in pixels, 1 to 8192. */
export function pixels(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1 || value > 8192)
    throw new InvalidArgumentError('expected a whole number of pixels, 1 to 8192');
  return value;
}

/** Parses a time such as 90s, 20m, 2h or 1h30m to seconds; a bare number is seconds. */
export function duration(text: string): number {
  const match = /^(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m(?:in)?)?(?:(\d+(?:\.\d+)?)s?)?$/.exec(text.trim());
  const [hours, minutes, seconds] = (match ?? []).slice(1).map((part) => Number(part ?? 0));
  const total = (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
  if (!match || !(total > 0)) throw new InvalidArgumentError('expected a time such as 90s, 20m, 2h or 1h30m');
  return total;
}

/** Parses a whole number from 0, for seeds and counts. */
export function natural(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError('expected a whole number, 0 or more');
  return value;
}

/** An object without its undefined values, which optional properties may not have. */
export function defined<T extends object>(values: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const kept = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [Key in keyof T]?: Exclude<T[Key], undefined> };
}
