import type { Image } from './primitives/image.ts';
import { keyedRandom } from './primitives/keyed.ts';
import { findCorruption } from './registry.ts';
import type { Constants, Corruption, Options } from './types.ts';

/** One step of a chain: a corruption at a severity, which need not be an integer. */
export interface Step {
  /** Name in the registry. */
  readonly corruption: string;
  /** Any number from 1 to 5. */
  readonly severity: number;
}

/**
 * Parses `fog:3+jpeg_compression:2` or `fog:2.5`: corruptions in the order in which they are applied, each with a
 * severity. A step without one gets `severity`.
 * @throws UnknownCorruptionError, or RangeError for a severity outside 1 to 5
 */
export function parseSteps(text: string, severity?: number): readonly Step[] {
  return text.split('+').map((part) => {
    const [name, value, ...rest] = part.trim().split(':');
    const corruption = findCorruption(name ?? '').name;
    const given = value ?? severity;
    if (given === undefined || rest.length > 0)
      throw new RangeError(`"${part.trim()}" is not a step: write ${corruption}:3`);
    return { corruption, severity: checkedSeverity(corruption, given) };
  });
}

/** Returns true for a single corruption at an integer severity, as in ImageNet-C. */
export function isPlain(steps: readonly Step[]): boolean {
  return steps.length === 1 && Number.isInteger(steps[0]!.severity);
}

/** Returns the composite's name, e.g. `fog:3+jpeg_compression:2`. */
export function stepsName(steps: readonly Step[]): string {
  return steps.map(({ corruption, severity }) => `${corruption}:${severity}`).join('+');
}

/**
 * Applies the steps one after the other. The random numbers of a step depend on the seed, the image's key, the
 * corruption and the severity, so a single step gives the same image as the corruption alone; a corruption that
 * occurs again in the chain draws new numbers.
 *
 * Chains and fractional severities are for research: images made this way are not ImageNet-C.
 */
export function applySteps(
  image: Image,
  steps: readonly Step[],
  seed: number | string,
  imageKey: string,
  options?: Options,
): Image {
  return steps.reduce((current, { corruption, severity }, index) => {
    const before = steps.slice(0, index).filter((step) => step.corruption === corruption).length;
    const key = before === 0 ? imageKey : `${imageKey}#${before + 1}`;
    const found = findCorruption(corruption);
    const random = keyedRandom(seed, key, corruption, severity);
    return found.applyConstants(current, constantsAt(found, severity), random, options);
  }, image);
}

/**
 * Returns the constants at a severity, interpolated linearly between the integer ones.
 * @throws RangeError for a severity outside 1 to 5
 */
export function constantsAt(corruption: Corruption, severity: number): Constants {
  checkedSeverity(corruption.name, severity);
  const below = Math.floor(severity);
  const low = corruption.severities[below - 1]!;
  if (below === severity) return low;
  const high = corruption.severities[below]!;
  return low.map((constant, i) => constant + (severity - below) * (high[i]! - constant));
}

function checkedSeverity(name: string, given: number | string): number {
  const severity = Number(given);
  if (severity >= 1 && severity <= 5) return severity;
  const shown = typeof given === 'string' ? JSON.stringify(given.trim()) : given;
  throw new RangeError(`${name}: a severity is a number from 1 to 5, not ${shown}`);
}
