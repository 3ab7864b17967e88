import { InvalidArgumentError } from 'commander';

/** A positive whole number, for `--batch 8`. */
export function positive(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('give a whole number above 0');
  return value;
}

/** Pixels of a side, 1 to 8192. */
export function pixels(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1 || value > 8192)
    throw new InvalidArgumentError('give a number of pixels from 1 to 8192');
  return value;
}

/** Seconds of a time such as 90s, 20m, 2h or 1h30m; a bare number is seconds. */
export function duration(text: string): number {
  const match = /^(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m(?:in)?)?(?:(\d+(?:\.\d+)?)s?)?$/.exec(text.trim());
  const [hours, minutes, seconds] = (match ?? []).slice(1).map((part) => Number(part ?? 0));
  const total = (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
  if (!match || !(total > 0)) throw new InvalidArgumentError('give a time such as 90s, 20m, 2h or 1h30m');
  return total;
}

/** A whole number from 0, for seeds and counts. */
export function natural(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError('give a whole number from 0');
  return value;
}
