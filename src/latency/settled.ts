import { type GroupBlock, type RatioTime, ratioTime, roundsBy, timedRounds } from '../results/index.ts';
import { type BlockEstimate, blockMedian, halfWidth, type Look, pairedRatio } from '../stats/index.ts';

/** A ratio, or a median, and the time on which it rests. */
export interface GroupEstimate extends BlockEstimate {
  readonly time: RatioTime;
}

/**
 * Estimates what a group is measured for: the ratio of each cell to the baseline, by the time on
 * which it rests. Without ratios (a single cell, or
 * a failed baseline), the median of each cell.
 *
 * @param cells ids of the cells that were measured in every block
 * @returns empty with fewer than two blocks
 */
export function groupEstimates(
  blocks: readonly GroupBlock[],
  cells: readonly string[],
  baseline: string,
  how: { readonly level: number; readonly look: Look },
): { readonly estimates: readonly GroupEstimate[]; readonly areRatios: boolean } {
  const others = cells.includes(baseline) ? cells.filter((id) => id !== baseline) : [];
  const areRatios = others.length > 0;
  if (blocks.length < 2) return { estimates: [], areRatios };
  const roundsOf = (id: string) => timedRounds(blocks.map(({ cells: measured }) => measured[id]!));
  const over = areRatios ? roundsOf(baseline) : undefined;
  const estimates = over
    ? others.map(roundsOf).map((one) => {
        const time = ratioTime(one, over);
        return { ...pairedRatio(roundsBy(time, one), roundsBy(time, over), how), time };
      })
    : cells.map((id) => ({ ...blockMedian(roundsOf(id).blocks, how), time: 'wall' as const }));
  return { estimates, areRatios };
}

/** Returns the largest half-width, a fraction of its estimate; infinite if there is none. */
export function precisionOf(estimates: readonly BlockEstimate[]): number {
  return estimates.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...estimates.map(halfWidth));
}

/**
 * Whether a ratio needs no further block: it is known within the precision, or it is decided which cell is faster
 * and by how much, within a quarter of the effect.
 *
 * @param precision largest half-width, a fraction of the ratio
 */
export function isSettled(ratio: BlockEstimate, precision: number): boolean {
  const effect = Math.abs(Math.log(ratio.value));
  return halfWidth(ratio) <= Math.max(precision, Math.expm1(effect / 4));
}
