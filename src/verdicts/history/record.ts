import { join } from 'node:path';
import { UserError, writeFileAtomic } from '../../files/index.ts';
import { type RunData, splitByMachine } from '../../results/index.ts';
import { confirmationOf } from './confirm.ts';
import { appendPoint, readHistory } from './file.ts';
import { additionsOf } from './series.ts';
import { stateOf } from './state.ts';

export interface Recorded {
  /** Series that the run was added to. */
  readonly series: number;
  /** A suite that measures the doubtful cells again; written beside the run. */
  readonly confirmation?: { readonly path: string; readonly cells: readonly string[] };
}

/**
 * Adds a finished run to the history, and schedules the confirmation of what looks changed: a suite in the
 * run's folder, to be run with `--record` like any other.
 *
 * @param folder of the history, e.g. results/history
 * @throws UserError when nothing of the run belongs into a history, or it cannot be written
 */
export function recordRun(folder: string, run: RunData, commit?: string): Recorded {
  const { confirms } = run.run.suite as { confirms?: string };
  const about = { ...(commit ? { commit } : {}), ...(confirms ? { confirms } : {}) };
  // A merged run is a night of each of its machines.
  const additions = splitByMachine(run).flatMap((one) => additionsOf(one, about));
  if (additions.length === 0)
    throw new UserError(
      `${run.folder} has nothing to record: neither latencies with an anchor nor accuracies`,
    );
  for (const { header, point } of additions) appendPoint(folder, header, point);
  if (confirms !== undefined) return { series: additions.length };
  const states = stateOf(readHistory(folder));
  const suite = confirmationOf(run.run, states);
  if (suite === undefined) return { series: additions.length };
  const path = join(run.folder, 'confirm.json');
  writeFileAtomic(path, `${JSON.stringify(suite, null, 2)}\n`);
  const cells = states
    .filter(({ doubtful }) => doubtful === run.run.id)
    .map(({ series }) => series.header.series);
  return { series: additions.length, confirmation: { path, cells } };
}
