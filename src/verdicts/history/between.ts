import { mean, median, studentQuantile } from '../../stats/index.ts';
import { type Between, DEFAULTS } from '../compare/index.ts';
import { type Night, nightsOf } from './nights.ts';
import type { Series } from './schema.ts';

/** The assumption counts as much as this many nights. */
const ASSUMED_NIGHTS = 4;

/**
 * Estimates how much an unchanged cell differs between two runs of one machine, beyond the error within the runs: from
 * nights about as far apart as the two runs, and shrunk to the assumed 2 % where there are few of them. The cells of a
 * night share its anchor, so they count as one observation of that night.
 *
 * @param days between the two runs
 * @param except runs that are not to count, e.g. those to be compared
 */
export function betweenNights(
  all: readonly Series[],
  environment: readonly (readonly [string, string])[],
  days: number,
  except: readonly string[] = [],
): Between {
  const wanted = JSON.stringify(environment);
  const own = all
    .filter(({ header }) => header.unit === 'ratio' && JSON.stringify(header.environment) === wanted)
    .map(({ points }) => nightsOf(points).filter(({ run }) => !except.includes(run)));
  const apart = Math.min(45, Math.max(1, days));
  const pairs = own.map((nights) => pairsOf(nights, apart)).filter((found) => found.length > 0);
  const nights = new Set(pairs.flat().flatMap(({ runs }) => runs)).size;
  if (nights < 2) return { sd: DEFAULTS.between, freedom: Number.POSITIVE_INFINITY, nights: 0 };
  const variances = pairs.map((found) => mean(found.map(({ excess }) => excess)));
  // A few cells that changed do not count.
  const most = variances.length < 8 ? Number.POSITIVE_INFINITY : Math.max(0, 3 * median(variances));
  const seen = Math.max(0, mean(variances.map((variance) => Math.min(variance, most))));
  const freedom = nights - 1 + ASSUMED_NIGHTS;
  const variance = ((nights - 1) * seen + ASSUMED_NIGHTS * DEFAULTS.between ** 2) / freedom;
  return { sd: Math.sqrt(variance), freedom, nights };
}

/**
 * Returns how many nights have to be recorded until runs of the machine can show that a cell changed by less than a
 * margin, if they differ as they do so far (without nights: by half of what is assumed); undefined if no number suffices.
 *
 * @param margin as a logarithm
 */
export function nightsNeeded(
  { sd, nights = 0 }: Pick<Between, 'sd' | 'nights'>,
  margin: number,
): number | undefined {
  const assumed = ASSUMED_NIGHTS * DEFAULTS.between ** 2;
  const seen =
    nights < 2
      ? (DEFAULTS.between / 2) ** 2
      : Math.max(0, sd ** 2 * (nights - 1 + ASSUMED_NIGHTS) - assumed) / (nights - 1);
  for (let count = Math.max(3, nights + 1); count <= 365; count++) {
    const freedom = count - 1 + ASSUMED_NIGHTS;
    const variance = ((count - 1) * seen + assumed) / freedom;
    // The runs' own errors come on top, and cells that did not change scatter too.
    if (studentQuantile(0.975, freedom) * Math.sqrt(2 * variance) < 0.85 * margin) return count;
  }
  return undefined;
}

/** Pairs of nights about as far apart as asked, and half their squared difference without the runs' own errors. */
function pairsOf(nights: readonly Night[], apart: number): { runs: string[]; excess: number }[] {
  return nights.flatMap((later, at) =>
    nights.slice(0, at).flatMap((earlier) => {
      const days = Math.round((Date.parse(later.at) - Date.parse(earlier.at)) / 86_400_000);
      if (days < apart / 2 || days > 2 * apart) return [];
      const excess = ((later.log - earlier.log) ** 2 - later.error ** 2 - earlier.error ** 2) / 2;
      return [{ runs: [later.run, earlier.run], excess }];
    }),
  );
}
