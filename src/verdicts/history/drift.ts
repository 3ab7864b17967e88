import { mean, median } from '../../stats/index.ts';
import { type Change, watch } from './changes.ts';
import type { Night } from './nights.ts';
import type { Series } from './schema.ts';

/** Nights before a change that the anchor is compared with. */
const BEFORE = 20;

/**
 * Follows the anchor's own time on a machine: where it changes, the machine drifted, and the cells with it. Their ratios to
 * the anchor do not show that. Empty for histories that do not have the anchor's time.
 */
export function driftsOf(machine: readonly Series[]): Change[] {
  const [found] = watch([anchorNights(machine)]);
  return (found?.changes ?? [])
    .filter(({ verdict }) => verdict !== 'suspected' && verdict !== 'shifted')
    .map((change) => ({ ...change, kind: 'drift', verdict: 'shifted' }));
}

/**
 * Finds steps that are the anchor's: at least three cells and half of those of the machine changed by about as much in the
 * same direction, and the anchor's own time in the other.
 *
 * @param changes of each series of the machine
 * @returns the changes, with those marked as drift, which is no regression
 */
export function withoutAnchor(
  machine: readonly Series[],
  changes: readonly (readonly Change[])[],
): Change[][] {
  const anchor = anchorNights(machine);
  return changes.map((own) =>
    own.map((change): Change => {
      const alike = changes.filter((other) =>
        other.some((one) => one.night.at === change.night.at && one.ratio > 1 === change.ratio > 1),
      );
      if (alike.length < Math.max(3, machine.length / 2)) return change;
      const after = anchor.filter(({ at }) => at >= change.night.at).slice(0, change.nights);
      const before = anchor.filter(({ at }) => at < change.night.at).slice(-BEFORE);
      if (after.length === 0 || before.length === 0) return change;
      const moved = mean(after.map(({ log }) => log)) - mean(before.map(({ log }) => log));
      const share = -moved / Math.log(change.ratio);
      return share > 1 / 2 ? { ...change, kind: 'drift', verdict: 'shifted' } : change;
    }),
  );
}

/** The anchor's time in every night, from all cells that were measured beside it. */
function anchorNights(machine: readonly Series[]): Night[] {
  const byRun = new Map<string, { night: Night; times: number[] }>();
  for (const { points } of machine)
    for (const { run, at, commit, anchorMs, noisy, confirms } of points) {
      if (anchorMs === undefined || noisy || confirms !== undefined) continue;
      const known = byRun.get(run);
      if (known === undefined)
        // The anchor is measured beside every cell, which confirms it.
        byRun.set(run, { night: { run, at, commit, log: 0, error: 0, confirmed: true }, times: [anchorMs] });
      else known.times.push(anchorMs);
    }
  return [...byRun.values()]
    .map(({ night, times }) => ({ ...night, log: Math.log(median(times)) }))
    .sort((a, b) => (a.at < b.at ? -1 : 1));
}
