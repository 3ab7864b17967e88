import { selectCorruptions, UnknownCorruptionError } from '#corruptions';
import { UserError } from '../../files/index.ts';
import { nameHint } from '../../text/index.ts';
import type { Dataset } from '../datasets/index.ts';
import type { Treatment } from './protocol.ts';
import type { Protocol } from './protocols.ts';

/** Which corruptions an evaluation asks for. */
export interface TreatmentOptions {
  /** Names, groups, `imagenet-c` or `all`; empty for clean images, or for everything that a corrupted set holds. */
  readonly corruptions: readonly string[];
  readonly severities: readonly number[];
  readonly protocol: Protocol;
  readonly seed: number;
}

/**
 * Lists what is done to the images of a set, in the order of evaluation. Images that are corrupted when they are
 * read: clean first, then corruption by corruption in the registry's order, severity by severity. A set of stored
 * corruptions: those of its corruptions and severities that are asked for, in its own order, and no clean images.
 *
 * @throws UserError for an unknown corruption, with the nearest name, and where a set stores none of what is asked for
 */
export function treatmentsOf(
  options: TreatmentOptions,
  { path, stored }: Pick<Dataset, 'path' | 'stored'>,
): Treatment[] {
  const { severities, protocol, seed } = options;
  const common = { protocol, seed };
  if (stored.length === 0) {
    const corrupted = corruptionNames(options.corruptions).flatMap((corruption) =>
      severities.map((severity) => ({ corruption, severity, stored: false, ...common })),
    );
    return [{ corruption: 'none', severity: 0, stored: false, ...common }, ...corrupted];
  }
  const names = new Set(stored.map(({ corruption }) => corruption));
  const asked = new Set(storedNames(options.corruptions, names));
  const found = stored.filter(
    ({ corruption, severity }) => asked.has(corruption) && severities.includes(severity),
  );
  if (found.length === 0)
    throw new UserError(
      `${path} stores none of the corruptions and severities asked for; it has ${[...names].join(', ')}`,
    );
  return found.map((one) => ({ ...one, stored: true, ...common }));
}

/** A set may store corruptions that the registry does not know; these are named as their folders are. */
function storedNames(selectors: readonly string[], names: ReadonlySet<string>): string[] {
  if (selectors.length === 0 || selectors.includes('all')) return [...names];
  return [
    ...selectors.filter((name) => names.has(name)),
    ...corruptionNames(selectors.filter((name) => !names.has(name))),
  ];
}

function corruptionNames(selectors: readonly string[]): string[] {
  if (selectors.length === 0) return [];
  try {
    return selectCorruptions(selectors.join(',')).map(({ name }) => name);
  } catch (error) {
    if (error instanceof UnknownCorruptionError)
      throw new UserError(`unknown corruption "${error.given}"${nameHint(error.given, error.known)}`);
    throw error;
  }
}
