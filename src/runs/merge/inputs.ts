import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../files/index.ts';
import { type RunData, readRun } from '../../results/index.ts';

/** Levels of folders below an argument that are searched for runs: artifacts come in a folder each. */
const DEPTH = 3;

/**
 * The runs in folders, each a run itself or holding some, in an order that does not depend on that of the
 * arguments.
 * @throws UserError where there is none, or where two are not of one plan and version
 */
export function readInputs(folders: readonly string[]): RunData[] {
  const found = folders.flatMap((folder) => {
    if (!existsSync(folder)) throw new UserError(`${folder}: no such run folder`);
    const runs = runFolders(folder, DEPTH);
    if (runs.length === 0)
      throw new UserError(`${folder} holds no run (run.json is missing, in its subfolders too)`);
    return runs;
  });
  const unique = [...new Map(found.map((folder) => [realpathSync(folder), folder])).values()];
  const runs = unique.map(readRun).toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  const [first, ...others] = runs as [RunData, ...RunData[]];
  for (const other of others) checkAlike(first, other);
  return runs;
}

function runFolders(folder: string, depth: number): string[] {
  if (existsSync(join(folder, 'run.json'))) return [folder];
  if (depth === 0) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .flatMap(({ name }) => runFolders(join(folder, name), depth - 1));
}

function orderOf({ run }: RunData): string {
  const { startedAt, id, shard } = run;
  return JSON.stringify([startedAt, shard?.index ?? 0, id, run.environment]);
}

function checkAlike(a: RunData, b: RunData): void {
  if (a.run.plan.digest !== b.run.plan.digest)
    throw new UserError(
      `${b.folder} has another plan than ${a.folder} (suite ${b.run.suite.name}, digest ${short(b)}; suite ${a.run.suite.name}, digest ${short(a)}); merge runs of one suite, unchanged`,
    );
  const [ours, theirs] = [versionOf(a), versionOf(b)];
  if (ours !== theirs)
    throw new UserError(
      `${b.folder} was made by fastvit-bench ${theirs} and ${a.folder} by ${ours}; merge runs of one version`,
    );
}

function short({ run }: RunData): string {
  return run.plan.digest.slice(0, 12);
}

function versionOf({ run }: RunData): string {
  return run.environment.versions['fastvit-bench'] ?? 'unknown';
}
