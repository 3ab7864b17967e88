import { dirname, extname, join } from 'node:path';
import type { Command } from 'commander';
import { packageVersion, UserError } from '../files/index.ts';
import { didYouMean } from '../text/index.ts';
import { type Io, note, printJson } from './io.ts';
import { defined } from './options.ts';

interface ReportOptions {
  readonly output?: string;
  readonly format?: string;
  readonly base?: string;
  readonly json?: boolean;
}

export function reportCommand(program: Command, io: Io): void {
  program
    .command('report')
    .description('write one report about any number of runs')
    .argument('<run...>', 'folders of runs, from any machines and nights')
    .option(
      '-o, --output <file>',
      'file to write (default: report.html, in the folder of the run if there is only one)',
    )
    .option(
      '--format <list>',
      'html, png, md, csv, json, junit, comma-separated (default: from the extension of -o, else html)',
    )
    .option('--base <address>', 'address where the PNG files will be, for the images in Markdown')
    .option('--json', 'print the names of the written files as JSON')
    .addHelpText(
      'after',
      `
With several formats, each file has the name of -o with its own extension. PNG files, one per chart, go to a folder of
that name. JUnit has one test case per verdict. Markdown is short enough for a pull request or $GITHUB_STEP_SUMMARY.

Examples:
  fastvit-bench report results/quick-20260101-120000
  fastvit-bench report results/nightly-* -o nightly.html
  fastvit-bench report results/nightly-* --format html,md,junit -o public/nightly.html`,
    )
    .action(async (runs: string[], options: ReportOptions) => {
      const { ENDINGS, FORMATS, writeReports } = await import('#report');
      const formats = (options.format ?? formatOf(options.output, ENDINGS)).split(',').map((text) => {
        const format = FORMATS.find((known) => known === text.trim());
        if (format === undefined)
          throw new UserError(
            `unknown format "${text.trim()}"${didYouMean(text.trim(), FORMATS)}; known: ${FORMATS.join(', ')}`,
          );
        return format;
      });
      const out = options.output ?? defaultOutput(runs, ENDINGS[formats[0] ?? 'html']);
      const files = await writeReports(runs, {
        formats,
        out,
        version: packageVersion(),
        made: new Date().toISOString(),
        ...defined({ base: options.base }),
      });
      if (options.json) printJson(io, files);
      else for (const file of files) note(io, `wrote ${file}`);
    });
}

/** Returns the format for a file's extension; html for a name without one. */
function formatOf(output: string | undefined, endings: Readonly<Record<string, string>>): string {
  const ending = extname(output ?? '').toLowerCase();
  if (ending === '') return 'html';
  const format = Object.keys(endings).find((known) => endings[known] === ending);
  if (format === undefined)
    throw new UserError(
      `${output}: no report format has this extension; use one of ${Object.values(endings).join(', ')}, or give --format`,
    );
  return format;
}

/** Writes report.html into the folder of a run; returns its path. @throws UserError, e.g. if the disk is full */
export async function writeRunReport(folder: string): Promise<string> {
  const { writeReports } = await import('#report');
  try {
    const [file] = await writeReports([folder], {
      formats: ['html'],
      out: join(folder, 'report.html'),
      version: packageVersion(),
      made: new Date().toISOString(),
    });
    return file!;
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'cannot-write') throw error;
    throw new UserError(
      `${error.message}; the measurements are complete: fix this, then fastvit-bench report ${folder}`,
    );
  }
}

function defaultOutput(runs: readonly string[], ending: string): string {
  const [run = '.'] = runs;
  return join(runs.length === 1 ? run : dirname(run), `report${ending}`);
}
