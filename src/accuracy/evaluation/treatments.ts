import { selectCorruptions, UnknownCorruptionError } from '#corruptions';
import { UserError } from '../../files/index.ts';
import { nameHint } from '../../text/index.ts';
import type { Dataset } from '../datasets/index.ts';
import type { Protocol, Treatment } from './protocol.ts';

/** The corruptions that an evaluation selects. */
export interface TreatmentOptions {
  /** Names, groups, `imagenet-c` or `all`; if empty, the clean images, or everything that a corrupted dataset stores. */
  readonly corruptions: readonly string[];
  readonly severities: readonly number[];
  readonly protocol: Protocol;
  readonly seed: number;
}

/**
 * Lists the treatments of the images of a dataset, in the order of evaluation. For a clean dataset: clean first, then
 * by corruption in the order of the registry, then by severity. For stored corruptions: the selected ones among those
 * that are stored, in their order, without clean images.
 *
 * @throws UserError for an unknown corruption, and if none of the selected corruptions is stored
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
      `${path} stores none of the selected corruptions and severities; it has ${[...names].join(', ')}`,
    );
  return found.map((one) => ({ ...one, stored: true, ...common }));
}

/** A dataset may store corruptions that are not in the registry; their folders name them. */
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
