import { join } from 'node:path';
import { UserError, writeFileAtomic } from '../../files/index.ts';
import { type RunData, splitByMachine } from '../../results/index.ts';
import { confirmationOf } from './confirm.ts';
import { appendPoint, readHistory } from './file.ts';
import { additionsOf } from './series.ts';
import { stateOf } from './state.ts';

interface Recorded {
  /** Number of series that the run was added to. */
  readonly series: number;
  /** The suite that measures the doubtful cells again, written to the folder of the run. */
  readonly confirmation?: { readonly path: string; readonly cells: readonly string[] };
}

/**
 * Adds a finished run to the history. If cells may have changed, writes a suite that confirms them into the folder
 * of the run, to be run with `--record` like any other.
 *
 * @param folder of the history, e.g. results/history
 * @throws UserError if the run has nothing to record, or the history cannot be written
 */
export function recordRun(folder: string, run: RunData, commit?: string): Recorded {
  const { confirms } = run.run.suite as { confirms?: string };
  const about = { ...(commit ? { commit } : {}), ...(confirms ? { confirms } : {}) };
  // A merged run counts as a night of each of its machines.
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
