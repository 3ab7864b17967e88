import { existsSync, readdirSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  appendSynced,
  cannotWrite,
  INPUTS,
  makeFolder,
  readFile,
  replaceFile,
  UserError,
  writeFileAtomic,
  writeProblem,
} from '../files/index.ts';
import { lockFolder, ownerOf } from './lock.ts';
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
    throw cannotCreate(folder, error);
  }
  try {
    // Synced before the rename, so that even a machine that loses power leaves no empty file.
    writeFileAtomic(join(temporary, 'run.json'), formatRun(run));
    writeFileAtomic(join(temporary, 'records.jsonl'), headerOf(run));
    renameSync(temporary, folder);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw cannotCreate(folder, error);
  }
  return storeOf(folder, run, [], lockFolder(folder));
}

/**
 * Opens an existing run for writing. Files of an older version are replaced by the same content in the current one,
 * because what is appended is of the current version; half a line at the end of the records is cut off. Records that are
 * missing or empty, as a full disk or a lost machine leaves them, get their header before anything is appended.
 *
 * @throws UserError if another process is writing it, or it cannot be read or written
 */
export function resumeRun(folder: string): RunStore {
  readRunFile(folder); // a folder without a run gets no lock
  const unlock = lockFolder(folder);
  try {
    const { run, records } = readRun(folder);
    prepareRecords(join(folder, 'records.jsonl'), run);
    const store = storeOf(folder, run, records, unlock);
    store.update({});
    return store;
  } catch (error) {
    unlock();
    throw error instanceof UserError ? error : cannotWrite(folder, error);
  }
}

/** Leaves a header and whole lines of the current version, to be appended to. */
function prepareRecords(path: string, run: RunFile): void {
  // Without a whole line there is no record.
  const bytes = existsSync(path) ? readFile(path, INPUTS.lines) : Buffer.alloc(0);
  const whole = bytes.lastIndexOf(0x0a) + 1;
  const upgraded = whole === 0 ? undefined : upgradedLines(path);
  if (whole === 0) writeFileAtomic(path, headerOf(run));
  else if (upgraded !== undefined) writeFileAtomic(path, upgraded.map((line) => `${line}\n`).join(''));
  else if (whole < bytes.length) truncateSync(path, whole);
}

/** The first line of records.jsonl. */
function headerOf(run: RunFile): string {
  return `${JSON.stringify({ schema: RECORDS_SCHEMA, run: run.id })}\n`;
}

/**
 * Finds the newest unfinished run under `root` that fits and that no process is writing.
 * @param busy gets one line for each run that would fit, but is being written
 */
export function findUnfinished(
  root: string,
  fits: (run: RunFile) => boolean,
  busy: (line: string) => void = () => {},
): string | undefined {
  const found: { folder: string; startedAt: string }[] = [];
  for (const name of namesIn(root)) {
    const folder = join(root, name);
    try {
      const run = readRunFile(folder);
      if (run.endedAt !== undefined || !fits(run)) continue;
      const owner = ownerOf(folder);
      if (owner === undefined) found.push({ folder, startedAt: run.startedAt });
      else busy(`not resuming ${folder}, which is being written by ${owner}`);
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

function storeOf(
  folder: string,
  start: RunFile,
  earlier: readonly RecordLine[],
  unlock: () => void,
): RunStore {
  let run = start;
  let records = earlier;
  return {
    folder,
    run: () => run,
    records: () => records,
    append(lines) {
      const path = join(folder, 'records.jsonl');
      try {
        appendSynced(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      } catch (error) {
        throw cannotWrite(path, error);
      }
      records = withoutReplaced([...records, ...lines]);
    },
    update(change) {
      run = { ...run, ...change };
      replaceFile(join(folder, 'run.json'), formatRun(run));
    },
    close: unlock,
  };
}

function cannotCreate(folder: string, error: unknown): UserError {
  return new UserError(
    `cannot write the results folder ${folder}: ${writeProblem(error)}; choose another with --out`,
  );
}

function formatRun(run: RunFile): string {
  return `${JSON.stringify(run, null, 2)}\n`;
}
