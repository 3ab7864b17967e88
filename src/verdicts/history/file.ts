import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { makeFolder, messageOf, UserError, writeFileAtomic } from '../../files/index.ts';
import { readVersion, upgrade } from '../../results/index.ts';
import { HISTORY, HistoryHeader, HistoryPoint, type Series } from './schema.ts';

/**
 * Appends a point to the file of its series, which is made if it does not exist.
 *
 * Safe for several writers at once and for one that is killed: the file appears with its header whole, a point is
 * one write to the end, and half a line that somebody left is closed first. A run that is there already is
 * not written again.
 *
 * @throws UserError when the file cannot be written, is none of ours, or is of a newer version
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
    throw error instanceof UserError
      ? error
      : new UserError(`${path} cannot be written (${messageOf(error)})`);
  }
}

/** Every series of a folder, in the order of their names. @throws UserError for a newer version */
export function readHistory(folder: string): Series[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => readSeries(join(folder, name)));
}

/**
 * Reads a series. Order and repetitions do not matter, so lines may be merged by union. Half a line at the
 * end is dropped; any other line that is no point is a problem, and the rest is read.
 *
 * @throws UserError when the file is none of ours, or of a newer version
 */
export function readSeries(path: string): Series {
  const text = readFileSync(path, 'utf8');
  const lines = text.split('\n');
  const values = lines.map(parsed);
  const version = Math.min(
    ...values.flatMap((value) => (isHeader(value) ? readVersion(value, HISTORY, path) : [])),
  );
  const headers: HistoryHeader[] = [];
  const points = new Map<string, HistoryPoint>();
  const problems: string[] = [];
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
    else if (at < lines.length - 1) problems.push(`${path}:${at + 1}: no point, left out`);
  }
  const [header, ...others] = headers;
  if (header === undefined)
    throw new UserError(`${path} is no history of fastvit-bench (its first line names no schema)`);
  if (others.some((other) => JSON.stringify(other) !== JSON.stringify(header)))
    throw new UserError(`${path} holds two different series; separate its lines by their headers`);
  const inOrder = [...points.values()].sort((a, b) =>
    a.at < b.at ? -1 : a.at > b.at ? 1 : a.run < b.run ? -1 : 1,
  );
  return { path, header, points: inOrder, problems };
}

/** `fastvit_t8-inference-onnxruntime-cpu-256x256-b1-t1.0a1b2c3d.jsonl`: readable, and another for another series. */
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
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Makes a file that appears with all of its text; one that is there is left as it is. */
function createWhole(path: string, text: string): void {
  if (existsSync(path)) return;
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  try {
    linkSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** One write: appends of several processes do not mix. */
function appendLine(path: string, line: string): void {
  const unfinished = !readFileSync(path, 'utf8').endsWith('\n');
  const file = openSync(path, 'a');
  try {
    writeSync(file, `${unfinished ? '\n' : ''}${line}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Tells git that both sides of a merge are right: lines are independent of each other and of their order. */
function mergeByUnion(folder: string): void {
  const path = join(folder, '.gitattributes');
  if (!existsSync(path)) writeFileAtomic(path, '*.jsonl merge=union\n');
}
