import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../files/index.ts';
import { type RunData, readRun } from '../../results/index.ts';

/** Levels of subfolders that are searched for runs, since artifacts are unpacked into folders. */
const DEPTH = 3;

/**
 * Reads the runs in folders, which are runs or contain runs, in an order that is independent of the arguments.
 * @throws UserError if a folder has no run, or if two runs differ in plan or version
 */
export function readInputs(folders: readonly string[]): RunData[] {
  const found = folders.flatMap((folder) => {
    if (!existsSync(folder)) throw new UserError(`${folder}: no such run folder`);
    const runs = runFolders(folder, DEPTH);
    if (runs.length === 0)
      throw new UserError(`${folder} contains no run (no run.json in it or its subfolders)`);
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
      `${b.folder} and ${a.folder} have different plans (suite ${b.run.suite.name}, digest ${short(b)}; suite ${a.run.suite.name}, digest ${short(a)}); merge runs of the same unchanged suite`,
    );
  const [ours, theirs] = [versionOf(a), versionOf(b)];
  if (ours !== theirs)
    throw new UserError(
      `${b.folder} was measured with fastvit-bench ${theirs} and ${a.folder} with ${ours}; merge runs of the same version`,
    );
}

function short({ run }: RunData): string {
  return run.plan.digest.slice(0, 12);
}

function versionOf({ run }: RunData): string {
  return run.environment.versions['fastvit-bench'] ?? 'unknown';
}
