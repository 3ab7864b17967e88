import type { Image } from './primitives/image.ts';
import { keyedRandom } from './primitives/keyed.ts';
import { findCorruption } from './registry.ts';
import type { Constants, Corruption, Options } from './types.ts';

/** One link of a chain: a corruption at a severity that may lie between two of the table's. */
export interface Step {
  /** Name in the registry. */
  readonly corruption: string;
  /** 1 to 5, whole or not. */
  readonly severity: number;
}

/**
 * Reads `fog:3+jpeg_compression:2` or `fog:2.5`: corruptions in the order they are applied, with a
 * severity each. A step without one gets `severity`.
 * @throws RangeError for an unknown name (with the nearest) or a severity outside 1 to 5
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

/** True for one corruption at a severity of its table: what ImageNet-C has. */
export function isPlain(steps: readonly Step[]): boolean {
  return steps.length === 1 && Number.isInteger(steps[0]!.severity);
}

/** The composite's name, e.g. `fog:3+jpeg_compression:2`. */
export function stepsName(steps: readonly Step[]): string {
  return steps.map(({ corruption, severity }) => `${corruption}:${severity}`).join('+');
}

/**
 * Applies the steps one after the other. The random numbers of a step depend on the seed, the image's key,
 * the corruption and the severity, so that one plain step gives what the corruption alone gives; a
 * corruption that comes again in the chain draws new ones.
 *
 * Chains and severities between the whole ones are for research: nothing made this way is ImageNet-C.
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
 * The constants at a severity: those of the table, between two of them interpolated linearly.
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
  const said = typeof given === 'string' ? JSON.stringify(given.trim()) : given;
  throw new RangeError(`${name}: a severity is a number from 1 to 5, not ${said}`);
}
