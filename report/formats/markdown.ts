import { answer } from '../answer.ts';
import type { ReportData } from '../data/types.ts';
import type { Column, Table } from '../figures/figure.ts';
import { figuresOf, isTable } from '../figures/index.ts';
import type { Picture } from '../figures/pictures.ts';
import { everything } from '../figures/view.ts';
import { label } from '../values.ts';

/** Rows of a table; a job summary is limited to 1 MiB. */
const MOST_ROWS = 200;

/**
 * The report as Markdown, for a pull request or a job summary.
 *
 * @param base address of the folder of the pictures, which are left out without it
 */
export function renderMarkdown(data: ReportData, pictures: readonly Picture[] = [], base?: string): string {
  const at = base === undefined || base.endsWith('/') ? base : `${base}/`;
  const images = pictures.map(({ id, title }) => `![${text(title)}](${encodeURI(at ?? '')}${id}.png)`);
  const tables = figuresOf(data).filter(isTable);
  const parts = [
    `## fastvit-bench: ${text(data.title)}`,
    ...answer(data).map((line) => `- ${text(line, 2000)}`),
    ...(at === undefined ? [] : images),
    ...tables.filter(({ markdown }) => markdown).flatMap((one) => table(one, data)),
    ...machines(data),
  ];
  return `${parts.join('\n\n')}\n`;
}

function table({ title, rows, columns }: Table, data: ReportData): string[] {
  const all = rows(everything(data));
  const shown = columns(data).filter(({ only }) => only !== 'page');
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => text(cell, 120)).join(' | ')} |`;
  const cellOf = (row: unknown, { value, text: shownAs }: Column<unknown>) =>
    shownAs?.(row) ?? String(value(row) ?? '–');
  const more =
    all.length > MOST_ROWS ? `\n\nThe HTML and CSV reports have ${all.length - MOST_ROWS} more rows.` : '';
  const lines = [
    line(shown.map((column) => column.title)),
    line(shown.map(() => '---')),
    ...all.slice(0, MOST_ROWS).map((row) => line(shown.map((column) => cellOf(row, column)))),
  ];
  return [`### ${text(title)}`, lines.join('\n') + more];
}

function machines(data: ReportData): string[] {
  const lines = data.machines.map(
    ({ name, versions }) => `- ${text(name)}; ${versions.map((pair) => text(pair.join(' '), 60)).join(', ')}`,
  );
  const runs = data.runs.slice(0, 20).map(({ id, command }) => `- ${text(id)}: ${text(command, 300)}`);
  return ['### Machine and method', [...lines, ...runs].join('\n')];
}

/** Text that Markdown and HTML take literally, on one line. */
function text(value: string, most = 200): string {
  return (
    label(value, most)
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll(/[\\`*[\]|~]/g, '\\$&')
      // An underscore inside a word, as in fastvit_t8, does not start emphasis.
      .replaceAll(/(?<!\w)_|_(?!\w)/g, '\\_')
  );
}
