import { latencyCellId } from '../../results/index.ts';
import type { PlannedGroup } from '../suite/index.ts';

/** Returns when a cell was last measured on this machine, in ISO 8601; undefined if it never was. */
export type LastMeasured = (cell: string) => string | undefined;

/**
 * Chooses the groups to skip so that two blocks of each of the others fit into the remaining time. Groups that were
 * measured most recently are skipped first, since measuring them again adds least; among equals, later groups of
 * the plan first.
 *
 * @param todo groups that are not measured yet, in the order of the plan
 * @param needMs least time that a group takes, in milliseconds
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

/** Returns when the group's least recently measured cell was measured; an empty string if one never was. */
export function lastOf({ cells }: PlannedGroup, lastMeasured: LastMeasured): string {
  const all = cells.map(({ cell }) => lastMeasured(latencyCellId(cell)) ?? '').sort();
  return all[0] ?? '';
}
