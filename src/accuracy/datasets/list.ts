import { basename, dirname, isAbsolute, join } from 'node:path';
import { exists, INPUTS, messageOf, parseJson, readTextFile, UserError } from '../../files/index.ts';
import { printable } from '../../text/index.ts';
import { isWnid, synsetIndex } from './classes.ts';
import { byCodePoint } from './listing.ts';
import type { Dataset, ImageEntry } from './types.ts';

/** A row of the list: a path and its labels as written. */
interface Row {
  readonly line: number;
  readonly path: string;
  readonly labels: readonly (string | number)[];
}

/**
 * Reads a CSV or JSON Lines file of paths and labels. Paths are relative to the file. A CSV has two columns, or a header
 * that names `path` (or `image`, `file`) and `label` (or `class`, `target`); a JSON line has `path` and `label` or
 * `labels`. Labels are class indices, WordNet ids, or names; names are numbered in sorted order, as ImageFolder numbers
 * its folders.
 * @throws UserError that names the line with the mistake
 */
export function listDataset(path: string): Dataset {
  const text = readTextFile(path, INPUTS.list);
  const rows = path.endsWith('.csv') ? csvRows(text, path) : jsonRows(text, path);
  if (rows.length === 0) throw new UserError(`${path} lists no images`);
  const { classNames, classes, indexOf, openEnded = false } = labelling(rows, path);
  const base = dirname(path);
  const seen = new Set<string>();
  const entries: ImageEntry[] = rows.map((row) => {
    const id = printable(row.path.replaceAll('\\', '/'));
    if (seen.has(id)) throw new UserError(`${path}:${row.line}: ${row.path} is listed twice`);
    seen.add(id);
    const file = isAbsolute(row.path) ? row.path : join(base, row.path);
    if (!exists(file)) throw new UserError(`${path}:${row.line}: ${file} does not exist`);
    return {
      id,
      source: { path: file },
      labels: row.labels.map((label) => indexOf(label, row.line)),
    };
  });
  entries.sort((a, b) => byCodePoint(a.id, b.id));
  return {
    kind: 'list',
    name: printable(basename(path)).replace(/\.\w+$/, ''),
    layout: path.endsWith('.csv') ? 'CSV of paths and labels' : 'JSON Lines of paths and labels',
    path,
    classes,
    openEnded,
    classNames: classNames.map(printable),
    stored: [],
    images: () => entries,
    notes: [],
  };
}

function labelling(rows: readonly Row[], path: string) {
  const all = rows.flatMap((row) => row.labels);
  if (all.every((label) => typeof label === 'number' || /^\d+$/.test(label))) {
    // Math.max cannot take as many arguments as a list may have rows.
    const most = all.reduce<number>((max, label) => Math.max(max, Number(label)), 0);
    return {
      classNames: [],
      classes: most + 1,
      openEnded: true,
      indexOf: (label: string | number) => Number(label),
    };
  }
  if (all.every((label) => isWnid(String(label)))) {
    return { classNames: [], classes: 1000, indexOf: wnidIndex };
  }
  refuseMixture(rows, path);
  const classNames = [...new Set(all.map(String))].toSorted(byCodePoint);
  const rank = new Map(classNames.map((name, index) => [name, index]));
  return {
    classNames,
    classes: classNames.length,
    indexOf: (label: string | number) => rank.get(String(label)) as number,
  };

  function wnidIndex(label: string | number, line: number): number {
    const index = synsetIndex(String(label));
    if (index === undefined) throw new UserError(`${path}:${line}: ${label} is not a class of ImageNet-1k`);
    return index;
  }
}

/** Refuses numbers among names: they would be sorted as text, and -1 would become a class. */
function refuseMixture(rows: readonly Row[], path: string): void {
  const numeric = rows.find(({ labels }) => labels.some((label) => /^[-+]?[\d.]+$/.test(String(label))));
  if (!numeric) return;
  const other = rows.find(({ labels }) => labels.some((label) => !/^\d+$/.test(String(label))));
  throw new UserError(
    `${path}:${other?.line ?? numeric.line}: ${(other ?? numeric).labels.join(', ')} is not a class index, but other lines have numbers; use class indices from 0 on all lines, or names on all`,
  );
}

function csvRows(text: string, path: string): Row[] {
  const lines = text.split(/\r?\n/);
  const records = lines
    .map((line, i) => ({ line: i + 1, fields: csvFields(line, `${path}:${i + 1}`) }))
    .filter(({ fields }) => fields.some((field) => field !== ''));
  const header = records[0]?.fields.map((field) => field.trim().toLowerCase()) ?? [];
  const pathColumn = header.findIndex((name) => /^(path|image|file|filename|image_?path)$/.test(name));
  const labelColumn = header.findIndex((name) => /^(label|class|target|index|wnid)$/.test(name));
  const named = pathColumn >= 0 && labelColumn >= 0;
  return records.slice(named ? 1 : 0).map(({ line, fields }) => {
    const file = fields[named ? pathColumn : 0]?.trim();
    const label = fields[named ? labelColumn : 1]?.trim();
    if (!file || !label) throw new UserError(`${path}:${line}: expected a path and a label`);
    return { line, path: file, labels: [label] };
  });
}

/**
 * Splits a line into fields; a quoted field may contain commas, and doubled quotes. It searches for the next comma or
 * quote: a regular expression that repeats an alternative overflows the stack in a long field.
 * @throws UserError for a quote that is never closed
 */
function csvFields(line: string, where: string): string[] {
  const fields: string[] = [];
  for (let at = 0; at <= line.length; ) {
    const isQuoted = line[at] === '"';
    const close = isQuoted ? closingQuote(line, at + 1) : at;
    if (close < 0) throw new UserError(`${where}: a quote is never closed`);
    const comma = line.indexOf(',', close);
    const end = comma < 0 ? line.length : comma;
    fields.push(isQuoted ? line.slice(at + 1, close).replaceAll('""', '"') : line.slice(at, end));
    at = end + 1;
  }
  return fields;
}

/** Position of the next quote that is not doubled; -1 if there is none. */
function closingQuote(line: string, start: number): number {
  let at = line.indexOf('"', start);
  while (at >= 0 && line[at + 1] === '"') at = line.indexOf('"', at + 2);
  return at;
}

function jsonRows(text: string, path: string): Row[] {
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    let value: { path?: unknown; image?: unknown; label?: unknown; labels?: unknown };
    try {
      value = parseJson(line) as typeof value;
    } catch (error) {
      throw new UserError(`${path}:${i + 1}: not valid JSON (${messageOf(error)})`);
    }
    const file = value?.path ?? value?.image;
    const labels = Array.isArray(value?.labels) ? value.labels : [value?.label];
    const usable = labels.length > 0 && labels.every((l) => typeof l === 'string' || isIndex(l));
    if (typeof file !== 'string' || !usable) {
      throw new UserError(`${path}:${i + 1}: expected {"path": "a.jpg", "label": 3}`);
    }
    return [{ line: i + 1, path: file, labels: labels as (string | number)[] }];
  });
}

function isIndex(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
