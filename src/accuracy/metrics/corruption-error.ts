import { ALEXNET_CLEAN_ERROR, ALEXNET_ERRORS, MEAN_CORRUPTIONS, SEVERITIES } from './alexnet.ts';

/** Top-1 errors (fractions) of one corruption by severity: `{1: 0.4, 2: 0.5}`. */
export type ErrorsBySeverity = Readonly<Record<number, number>>;

/**
 * Corruption error (Hendrycks and Dietterich 2019): the sum of errors over the severities, over
 * AlexNet's sum for the same severities. 1 is AlexNet's.
 * @returns undefined for a corruption that AlexNet's errors are not known of, and for no severities.
 */
export function corruptionError(corruption: string, errors: ErrorsBySeverity): number | undefined {
  const known = ALEXNET_ERRORS[corruption];
  const severities = Object.keys(errors).map(Number);
  if (!known || severities.length === 0) return undefined;
  return (
    sum(severities.map((severity) => errors[severity]!)) /
    sum(severities.map((severity) => known.bySeverity[severity - 1]!))
  );
}

/** Relative corruption error: both sums less the error on clean images. */
export function relativeCorruptionError(
  corruption: string,
  errors: ErrorsBySeverity,
  cleanError: number,
): number | undefined {
  const known = ALEXNET_ERRORS[corruption];
  const severities = Object.keys(errors).map(Number);
  if (!known || severities.length === 0) return undefined;
  return (
    sum(severities.map((severity) => errors[severity]! - cleanError)) /
    sum(severities.map((severity) => known.bySeverity[severity - 1]! - ALEXNET_CLEAN_ERROR))
  );
}

/**
 * Mean corruption error, mCE, as a fraction: over exactly the fifteen corruptions at all five severities.
 * @returns undefined if any of the 75 is missing: a mean over others is not mCE.
 */
export function meanCorruptionError(errors: Readonly<Record<string, ErrorsBySeverity>>): number | undefined {
  return meanOverFifteen(errors, corruptionError);
}

/** Relative mCE: how much the error rises, against how much AlexNet's does. */
export function relativeMeanCorruptionError(
  errors: Readonly<Record<string, ErrorsBySeverity>>,
  cleanError: number,
): number | undefined {
  return meanOverFifteen(errors, (name, own) => relativeCorruptionError(name, own, cleanError));
}

/** Mean error over the fifteen corruptions and five severities, not normalised; undefined as for mCE. */
export function meanError(errors: Readonly<Record<string, ErrorsBySeverity>>): number | undefined {
  return meanOverFifteen(errors, (_, own) => sum(SEVERITIES.map((severity) => own[severity]!)) / 5);
}

/** Whether a set of corruptions and severities has all that mCE needs. */
export function isComplete(errors: Readonly<Record<string, ErrorsBySeverity>>): boolean {
  return MEAN_CORRUPTIONS.every((name) =>
    SEVERITIES.every((severity) => errors[name]?.[severity] !== undefined),
  );
}

/**
 * The weight of one image's mistake at a corruption and severity in mCE, and in relative mCE: both are means
 * over images of a sum of weighted mistakes, which is what makes resampling whole images cheap.
 */
export function mistakeWeights(corruption: string): { readonly mce: number; readonly relative: number } {
  const { bySeverity } = ALEXNET_ERRORS[corruption]!;
  const alexNet = sum(bySeverity);
  return {
    mce: 1 / (MEAN_CORRUPTIONS.length * alexNet),
    relative: 1 / (MEAN_CORRUPTIONS.length * (alexNet - SEVERITIES.length * ALEXNET_CLEAN_ERROR)),
  };
}

function meanOverFifteen(
  errors: Readonly<Record<string, ErrorsBySeverity>>,
  measure: (name: string, errors: ErrorsBySeverity) => number | undefined,
): number | undefined {
  if (!isComplete(errors)) return undefined;
  const all = MEAN_CORRUPTIONS.map((name) => {
    const five = Object.fromEntries(SEVERITIES.map((severity) => [severity, errors[name]![severity]!]));
    return measure(name, five)!;
  });
  return sum(all) / all.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
