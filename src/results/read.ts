import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { INPUTS, messageOf, parseJson, readFile, readJsonFile, UserError } from '../files/index.ts';
import { withoutReplaced } from './replaced.ts';
import { RUN, RunFile } from './run.ts';
import { RECORDS, RecordLine } from './schema.ts';
import { readVersion, upgrade } from './version.ts';

/** A run read from disk. */
export interface RunData {
  readonly folder: string;
  readonly run: RunFile;
  readonly records: readonly RecordLine[];
  /** Line of each record in records.jsonl, from 1. */
  readonly lines: readonly number[];
  /** One sentence per line that could not be read. */
  readonly problems: readonly string[];
}

/**
 * Reads run.json and records.jsonl from a run folder, of this version or an older one.
 *
 * An incomplete last line, left by a killed writer, is dropped, and so is a record that a later one replaces. Any
 * other line that is not a record is listed among the problems.
 *
 * @throws UserError if the folder contains no run (code `no-run`), or one of a newer schema
 */
export function readRun(folder: string): RunData {
  const run = readRunFile(folder);
  return { folder, run, ...readRecords(join(folder, 'records.jsonl')) };
}

/** Reads run.json only. @throws UserError as `readRun` */
export function readRunFile(folder: string): RunFile {
  const path = join(folder, 'run.json');
  if (!existsSync(folder)) throw new UserError(`${folder}: no such run folder`, 'no-run');
  if (!existsSync(path)) throw new UserError(`${folder} contains no run (run.json is missing)`, 'no-run');
  const value = readJsonFile(path, INPUTS.run);
  const parsed = RunFile.safeParse(upgrade(value, RUN, readVersion(value, RUN, path)));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UserError(`${path} is damaged: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  return parsed.data;
}

/**
 * The lines of a records.jsonl of an older version, brought up to the current one; undefined if the file is
 * current. A line that is not JSON stays as it is, and half a line at the end is left out.
 *
 * @throws UserError for a newer schema
 */
export function upgradedLines(path: string): string[] | undefined {
  const lines = wholeLines(path);
  const version = readVersion(parsed(lines[0] ?? ''), RECORDS, path);
  if (version > RECORDS.upgrades.length) return undefined;
  return lines.map((line) => {
    const value = parsed(line);
    return value === undefined ? line : JSON.stringify(upgrade(value, RECORDS, version));
  });
}

/** Reads the valid records of a records.jsonl; none if the file is missing. @throws UserError for a newer schema */
function readRecords(path: string): { records: RecordLine[]; lines: number[]; problems: string[] } {
  if (!existsSync(path)) return { records: [], lines: [], problems: [] };
  const records: RecordLine[] = [];
  const lines: number[] = [];
  const problems: string[] = [];
  let version = 1;
  for (const [at, line] of wholeLines(path).entries()) {
    try {
      const value: unknown = parseJson(line);
      if (at === 0) {
        version = readVersion(value, RECORDS, path);
        continue;
      }
      const result = RecordLine.safeParse(upgrade(value, RECORDS, version));
      if (result.success) {
        records.push(result.data);
        lines.push(at + 1);
      } else {
        const [issue] = result.error.issues;
        problems.push(`${path}:${at + 1}: ${issue?.path.join('.')}: ${issue?.message}`);
      }
    } catch (error) {
      if (error instanceof UserError) throw error;
      problems.push(`${path}:${at + 1}: ${messageOf(error)}`);
    }
  }
  const lineOf = new Map(records.map((record, at) => [record, lines[at]!]));
  const holding = withoutReplaced(records);
  return { records: holding, lines: holding.map((record) => lineOf.get(record)!), problems };
}

function wholeLines(path: string): string[] {
  // What follows the last line break is empty, or half a line of a killed writer.
  return readFile(path, INPUTS.lines).toString().split('\n').slice(0, -1);
}

function parsed(line: string): unknown {
  try {
    return parseJson(line);
  } catch {
    return undefined;
  }
}
