import { statSync } from 'node:fs';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { cannotWrite, makeFolder, UserError, writeFileAtomic } from '../../src/files/index.ts';
import { readRun, splitByMachine } from '../../src/results/index.ts';
import { collect } from '../data/collect.ts';
import type { ReportData } from '../data/types.ts';
import { pictures } from '../figures/pictures.ts';
import { renderCsv } from './csv.ts';
import { renderHtml } from './html.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { pictureStyle, renderPng } from './png.ts';

export const FORMATS = ['html', 'png', 'md', 'csv', 'json', 'junit'] as const;
export type Format = (typeof FORMATS)[number];

export interface WriteReportOptions {
  readonly formats: readonly Format[];
  /** The file of a single format; several formats use its name with their own extensions. */
  readonly out: string;
  readonly version: string;
  /** Address of the folder of PNG files, for the pictures in Markdown. */
  readonly base?: string;
  /** When the report is made, ISO 8601. */
  readonly made: string;
}

/** Extensions of the formats' files. */
export const ENDINGS: Readonly<Record<Format, string>> = {
  html: '.html',
  png: '.png',
  md: '.md',
  csv: '.csv',
  json: '.json',
  junit: '.xml',
};

/**
 * Reads runs and writes their report. PNG files, one per chart, go into a folder with the report's name.
 *
 * @returns the files, in the order of the formats
 * @throws UserError when a run cannot be read, or a file cannot be written
 */
export async function writeReports(
  folders: readonly string[],
  options: WriteReportOptions,
): Promise<string[]> {
  const { out, version, made } = options;
  const formats = [...new Set(options.formats)];
  const home = dirname(resolve(out));
  // A run that is listed twice is read once.
  const named = new Map(folders.map((folder) => [resolve(folder), folder]));
  const runs = [...named].flatMap(([path, folder]) =>
    splitByMachine({ ...readRun(folder), folder: relative(home, path) }),
  );
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory())
    throw new UserError(
      `${out} is a folder; give the file of the report, such as ${join(out, 'report.html')}`,
    );
  const data = collect(runs, made, version);
  const stem = out.slice(0, out.length - extname(out).length);
  const files: string[] = [];
  try {
    makeFolder(home);
    for (const format of formats) {
      if (format === 'png') {
        files.push(...(await writePictures(data, stem)));
        continue;
      }
      const path = formats.length === 1 ? out : `${stem}${ENDINGS[format]}`;
      writeFileAtomic(path, render(format, data, options.base));
      files.push(path);
    }
  } catch (error) {
    throw error instanceof UserError ? error : cannotWrite(out, error);
  }
  return files;
}

function render(format: Exclude<Format, 'png'>, data: ReportData, base: string | undefined): string {
  switch (format) {
    case 'html':
      return renderHtml(data);
    case 'md':
      return renderMarkdown(data, pictures(data), base);
    case 'csv':
      return renderCsv(data);
    case 'json':
      return `${JSON.stringify({ schema: 'fastvit-bench/report@2', ...data }, null, 1)}\n`;
    case 'junit':
      return renderJunit(data);
  }
}

async function writePictures(data: ReportData, folder: string): Promise<string[]> {
  makeFolder(folder);
  const files: string[] = [];
  for (const { id, spec, height } of pictures(data, pictureStyle)) {
    const bytes = await renderPng(spec, { height });
    if (bytes === undefined) continue;
    writeFileAtomic(join(folder, `${id}.png`), bytes);
    files.push(join(folder, `${id}.png`));
  }
  return files;
}
