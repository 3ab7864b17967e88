import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  cannotWrite,
  INPUTS,
  isFolder,
  makeFolder,
  parseJson,
  readFile,
  UserError,
  writeFileAtomic,
} from '../../files/index.ts';
import { readVersion, upgrade } from '../../results/index.ts';
import { HISTORY, HistoryHeader, HistoryPoint, type Series } from './schema.ts';

/**
 * Appends a point to the file of its series, which is created if necessary. A run that the file already has is not
 * written again.
 *
 * Safe with several writers, and with writers that are killed: a new file appears with its whole header, a point is
 * appended in one write, and an incomplete line of another writer is terminated first.
 *
 * @throws UserError if the file cannot be written, is not a history file, or is of a newer version
 */
export function appendPoint(folder: string, header: HistoryHeader, point: HistoryPoint): void {
  const path = join(folder, historyName(header));
  try {
    makeFolder(folder);
    mergeByUnion(folder);
    createWhole(path, `${JSON.stringify(header)}\n`);
    const known = readSeries(path).points.some((other) => keyOf(other) === keyOf(point));
    if (!known) appendLine(path, JSON.stringify(point));
  } catch (error) {
    throw error instanceof UserError ? error : cannotWrite(path, error);
  }
}

/**
 * Reads every series of a folder, sorted by file name.
 * @throws UserError if there is no such folder, or a file is damaged, foreign or of a newer version
 */
export function readHistory(folder: string): Series[] {
  if (!existsSync(folder))
    throw new UserError(
      `${folder}: no such folder; fastvit-bench run <suite> --record ${folder} starts a history there`,
    );
  if (!isFolder(folder)) throw new UserError(`${folder} is a file, not the folder of a history`);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => readSeries(join(folder, name)));
}

/**
 * Reads a series. Lines may be in any order and repeated, so git can merge files by union. An incomplete last line is
 * dropped; any other line that is not a point is reported as a problem, and the rest is read.
 *
 * @throws UserError if the file is not a history file, or of a newer version
 */
export function readSeries(path: string): Series {
  const text = readFile(path, INPUTS.lines).toString();
  if (text.trim() === '')
    throw new UserError(`${path} is empty; restore it from a backup, or delete it to start the series anew`);
  const lines = text.split('\n');
  const values = lines.map(parsed);
  const version = Math.min(
    ...values.flatMap((value) => (isHeader(value) ? readVersion(value, HISTORY, path) : [])),
  );
  const headers: HistoryHeader[] = [];
  const points = new Map<string, HistoryPoint>();
  const problems: string[] = [];
  let skipped = 0;
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const value = upgrade(values[at], HISTORY, version);
    if (isHeader(value)) {
      const header = HistoryHeader.safeParse(value);
      if (header.success) headers.push(header.data);
      else problems.push(`${path}:${at + 1}: ${header.error.issues[0]?.message}`);
      continue;
    }
    const point = HistoryPoint.safeParse(value);
    if (point.success) points.set(keyOf(point.data), point.data);
    else if (at < lines.length - 1 && ++skipped === 1)
      problems.push(`${path}:${at + 1}: skipped a line that is not a point`);
  }
  if (skipped > 1) problems.push(`${path}: skipped ${skipped - 1} more lines that are not points`);
  const [header, ...others] = headers;
  if (header === undefined)
    throw new UserError(
      values.some(isHeader)
        ? `${path} is damaged: its first line does not describe a series; restore it from a backup`
        : `${path} is not a history file of fastvit-bench (its first line names no schema)`,
    );
  if (others.some((other) => JSON.stringify(other) !== JSON.stringify(header)))
    throw new UserError(`${path} contains two different series; move the lines of one to a separate file`);
  const inOrder = [...points.values()].sort((a, b) =>
    a.at < b.at ? -1 : a.at > b.at ? 1 : a.run < b.run ? -1 : 1,
  );
  return { path, header, points: inOrder, problems };
}

/**
 * File name of a series, readable and unique: `fastvit_t8-inference-onnxruntime-cpu-256x256-b1-t1.0a1b2c3d.jsonl`.
 */
export function historyName(header: HistoryHeader): string {
  const readable = header.series.replaceAll(/[^\w.-]+/g, '-').slice(0, 120);
  const metric = header.metric === 'latency over anchor' ? '' : `-${header.metric.replaceAll(' ', '-')}`;
  // A series keeps its file when the schema changes.
  const identity = { ...header, schema: 'fastvit-bench/history@1' };
  const digest = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 8);
  return `${readable}${metric}.${digest}.jsonl`;
}

function keyOf({ run, at, confirms }: HistoryPoint): string {
  return JSON.stringify([run, at, confirms]);
}

function isHeader(value: unknown): value is { schema: unknown } {
  return typeof value === 'object' && value !== null && 'schema' in value;
}

function parsed(line: string): unknown {
  try {
    return parseJson(line);
  } catch {
    return undefined;
  }
}

/** Creates a file that appears with its whole text, synced; an existing file is left unchanged. */
function createWhole(path: string, text: string): void {
  if (existsSync(path)) return;
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileAtomic(temporary, text);
    linkSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Appends in one write, so that lines of several processes do not mix. */
function appendLine(path: string, line: string): void {
  const unfinished = !readFile(path, INPUTS.lines).toString().endsWith('\n');
  const file = openSync(path, 'a');
  try {
    writeSync(file, `${unfinished ? '\n' : ''}${line}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Tells git to keep the lines of both sides in a merge: their order does not matter. */
function mergeByUnion(folder: string): void {
  const path = join(folder, '.gitattributes');
  if (!existsSync(path)) writeFileAtomic(path, '*.jsonl merge=union\n');
}
