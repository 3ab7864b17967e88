import { mkdirSync } from 'node:fs';
import { dirname, extname, relative, resolve } from 'node:path';
import { messageOf, UserError } from '../src/errors.ts';
import { writeFileAtomic } from '../src/files.ts';
import { readRun } from '../src/results/index.ts';
import { collect } from './collect.ts';
import type { ReportData } from './data.ts';
import { renderHtml } from './html.ts';

export const FORMATS = ['html'] as const;
export type Format = (typeof FORMATS)[number];

export interface WriteReportOptions {
  readonly formats: readonly Format[];
  /** The HTML file; the other formats take its name with their own endings. */
  readonly out: string;
  readonly version: string;
  /** When the report is made, ISO 8601. */
  readonly made: string;
}

/**
 * Reads runs and writes their report.
 *
 * @returns the files, in the order of the formats
 * @throws UserError when a run cannot be read, or a file cannot be written
 */
export function writeReports(folders: readonly string[], options: WriteReportOptions): string[] {
  const { formats, out, version, made } = options;
  const home = dirname(resolve(out));
  const runs = folders.map((folder) => ({ ...readRun(folder), folder: relative(home, resolve(folder)) }));
  const data = collect(runs, made, version);
  const stem = out.slice(0, out.length - extname(out).length);
  try {
    mkdirSync(home, { recursive: true });
    return formats.map((format) =>
      writeFormat(format, data, formats.length === 1 ? out : `${stem}.${format}`),
    );
  } catch (error) {
    throw new UserError(`cannot write ${out} (${messageOf(error)})`);
  }
}

function writeFormat(format: Format, data: ReportData, path: string): string {
  switch (format) {
    case 'html':
      writeFileAtomic(path, renderHtml(data));
      return path;
  }
}
