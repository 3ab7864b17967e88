import { ALEXNET_CLEAN_ERROR, ALEXNET_ERRORS, MEAN_CORRUPTIONS, SEVERITIES } from './alexnet.ts';

/** Top-1 errors (fractions) under one corruption by severity: `{1: 0.4, 2: 0.5}`. */
export type ErrorsBySeverity = Readonly<Record<number, number>>;

/**
 * Computes the corruption error (Hendrycks and Dietterich 2019): the sum of errors over the severities, divided by
 * AlexNet's sum for the same severities. AlexNet has 1.
 * @returns undefined for a corruption without published errors of AlexNet, or without severities
 */
export function corruptionError(corruption: string, errors: ErrorsBySeverity): number | undefined {
  return ratioToAlexNet(corruption, errors, 0, 0);
}

/** Computes the relative corruption error: the same ratio after subtracting the clean error from each error. */
export function relativeCorruptionError(
  corruption: string,
  errors: ErrorsBySeverity,
  cleanError: number,
): number | undefined {
  return ratioToAlexNet(corruption, errors, cleanError, ALEXNET_CLEAN_ERROR);
}

/** Whether there are errors for everything that mCE is a mean of: a mean over anything else is not mCE. */
export function hasFifteen(errors: Readonly<Record<string, ErrorsBySeverity>>): boolean {
  return MEAN_CORRUPTIONS.every((name) =>
    SEVERITIES.every((severity) => errors[name]?.[severity] !== undefined),
  );
}

function ratioToAlexNet(
  corruption: string,
  errors: ErrorsBySeverity,
  cleanError: number,
  alexNetCleanError: number,
): number | undefined {
  const known = ALEXNET_ERRORS[corruption];
  const severities = Object.keys(errors).map(Number);
  if (!known || severities.length === 0) return undefined;
  return (
    sum(severities.map((severity) => errors[severity]! - cleanError)) /
    sum(severities.map((severity) => known.bySeverity[severity - 1]! - alexNetCleanError))
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
