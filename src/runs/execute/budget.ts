import { latencyCellId } from '../../results/index.ts';
import type { PlannedGroup } from '../suite/index.ts';

/** When a cell was last measured on this machine, ISO 8601; undefined where it never was. */
export type LastMeasured = (cell: string) => string | undefined;

/**
 * The groups to leave out so that the others fit into the time that is left: two blocks each, at the pace seen
 * so far. What was measured most recently goes first, since it tells least that is new; among equals what the
 * plan has last.
 *
 * @param todo groups that are not measured yet, in the order of the plan
 * @param needMs what a group takes at the least, in milliseconds
 */
export function groupsToDrop(
  todo: readonly PlannedGroup[],
  leftMs: number,
  needMs: (group: PlannedGroup) => number,
  lastMeasured: LastMeasured = () => undefined,
): PlannedGroup[] {
  const newestFirst = todo
    .map((group, at) => ({ group, at, last: lastOf(group, lastMeasured) }))
    .sort((a, b) => (a.last === b.last ? b.at - a.at : a.last < b.last ? 1 : -1));
  const dropped: PlannedGroup[] = [];
  let needed = todo.reduce((sum, group) => sum + needMs(group), 0);
  for (const { group } of newestFirst) {
    if (needed <= leftMs) break;
    dropped.push(group);
    needed -= needMs(group);
  }
  return dropped;
}

/** The oldest of its cells decides: a group with a cell that was never measured is the last to go. */
export function lastOf({ cells }: PlannedGroup, lastMeasured: LastMeasured): string {
  const all = cells.map(({ cell }) => lastMeasured(latencyCellId(cell)) ?? '').sort();
  return all[0] ?? '';
}
