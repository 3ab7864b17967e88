import { existsSync, readdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import {
  appendSynced,
  assertReadable,
  INPUTS,
  makeFolder,
  messageOf,
  readFile,
  readJsonFile,
  UserError,
  writeFileAtomic,
} from '../files/index.ts';
import { readRun, readRunFile, upgradedLines } from './read.ts';
import { withoutReplaced } from './replaced.ts';
import type { RunFile } from './run.ts';
import { RECORDS_SCHEMA, type RecordLine } from './schema.ts';

/** The folder of a run, open for writing by this process only. */
export interface RunStore {
  readonly folder: string;
  /** The current content of run.json. */
  run(): RunFile;
  /** All valid records, including those of earlier sessions. */
  records(): readonly RecordLine[];
  /** Appends whole lines and syncs them before it returns. */
  append(records: readonly RecordLine[]): void;
  /** Replaces fields of run.json, atomically; undefined removes a field. */
  update(change: Partial<RunFile>): void;
  /** Releases the folder. */
  close(): void;
}

/**
 * Creates the folder of a new run. It appears complete, with run.json and an empty records.jsonl, or not at all.
 *
 * @throws UserError if the folder exists or cannot be written
 */
export function createRun(folder: string, run: RunFile): RunStore {
  if (existsSync(folder))
    throw new UserError(`${folder} already exists; choose another --out, or resume the run with --resume`);
  const temporary = join(dirname(folder), `.${basename(folder)}.${process.pid}.tmp`);
  try {
    makeFolder(temporary);
  } catch (error) {
    throw cannotWrite(folder, error);
  }
  try {
    writeFileSync(join(temporary, 'run.json'), formatRun(run));
    writeFileSync(
      join(temporary, 'records.jsonl'),
      `${JSON.stringify({ schema: RECORDS_SCHEMA, run: run.id })}\n`,
    );
    renameSync(temporary, folder);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw cannotWrite(folder, error);
  }
  return openStore(folder, run, []);
}

/**
 * Opens an existing run for writing. Files of an older version are replaced by the same content in the current one,
 * because what is appended is of the current version; half a line at the end of the records is cut off.
 *
 * @throws UserError if another process is writing it, or it cannot be read or written
 */
export function resumeRun(folder: string): RunStore {
  const { run, records } = readRun(folder);
  const store = openStore(folder, run, records);
  try {
    prepareRecords(join(folder, 'records.jsonl'));
    store.update({});
  } catch (error) {
    store.close();
    throw new UserError(`${folder} cannot be written (${messageOf(error)})`);
  }
  return store;
}

/** Leaves whole lines of the current version, to be appended to. */
function prepareRecords(path: string): void {
  const upgraded = upgradedLines(path);
  if (upgraded !== undefined) {
    writeFileAtomic(
      path,
      upgraded
        .map(
          (line) => `${line}
`,
        )
        .join(''),
    );
    return;
  }
  const bytes = readFile(path, INPUTS.lines);
  const whole = bytes.lastIndexOf(0x0a) + 1;
  if (whole < bytes.length) truncateSync(path, whole);
}

/** Finds the newest unfinished run under `root` that fits and that no process is writing. */
export function findUnfinished(root: string, fits: (run: RunFile) => boolean): string | undefined {
  const found: { folder: string; startedAt: string }[] = [];
  for (const name of namesIn(root)) {
    const folder = join(root, name);
    try {
      const run = readRunFile(folder);
      if (run.endedAt === undefined && fits(run) && ownerOf(folder) === undefined)
        found.push({ folder, startedAt: run.startedAt });
    } catch {
      // Not a run, or one that this version cannot read.
    }
  }
  return found.toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1))[0]?.folder;
}

/** Empty if the folder cannot be read: creating a run in it will report why. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function openStore(folder: string, start: RunFile, earlier: readonly RecordLine[]): RunStore {
  let run = start;
  let records = earlier;
  const unlock = lock(folder);
  return {
    folder,
    run: () => run,
    records: () => records,
    append(lines) {
      const path = join(folder, 'records.jsonl');
      try {
        appendSynced(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      } catch (error) {
        throw new UserError(`${path} cannot be written (${messageOf(error)})`);
      }
      records = withoutReplaced([...records, ...lines]);
    },
    update(change) {
      run = { ...run, ...change };
      writeFileAtomic(join(folder, 'run.json'), formatRun(run));
    },
    close: unlock,
  };
}

function cannotWrite(folder: string, error: unknown): UserError {
  return new UserError(
    `cannot write the results folder ${folder} (${messageOf(error)}); choose another with --out`,
  );
}

function formatRun(run: RunFile): string {
  return `${JSON.stringify(run, null, 2)}\n`;
}

/** Marks the folder as being written by this process. The mark of a process that no longer runs is ignored. */
function lock(folder: string): () => void {
  const path = join(folder, '.lock');
  // A FIFO or folder in its place would hang or fail when the lock is written.
  if (existsSync(path)) assertReadable(path, INPUTS.lock);
  const owner = ownerOf(folder);
  if (owner !== undefined) throw new UserError(`${folder} is being written by ${owner}; wait until it ends`);
  try {
    writeFileSync(path, JSON.stringify({ pid: process.pid, host: hostname() }));
  } catch (error) {
    throw new UserError(`cannot write the results folder ${folder} (${messageOf(error)})`);
  }
  return () => rmSync(path, { force: true });
}

/** Describes the process that is writing a folder; undefined if there is none. */
function ownerOf(folder: string): string | undefined {
  try {
    const { pid, host } = readJsonFile(join(folder, '.lock'), INPUTS.lock) as { pid: number; host: string };
    if (host !== hostname()) return `process ${pid} on ${host}`;
    if (pid === process.pid) return undefined;
    process.kill(pid, 0);
    return `process ${pid}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'a process of another user' : undefined;
  }
}
