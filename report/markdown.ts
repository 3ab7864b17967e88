import { answer } from './answer.ts';
import type { ReportData } from './data.ts';
import type { Picture } from './pictures.ts';
import { asChange, label, precise } from './values.ts';

/** Rows of a table; a summary has a limit of 1 MiB, and nobody reads more. */
const MOST_ROWS = 200;

/**
 * The report as Markdown, for a pull request or a job summary.
 *
 * @param pictures with `base`: the address that the PNG files are found under
 */
export function renderMarkdown(data: ReportData, pictures: readonly Picture[] = [], base?: string): string {
  const parts = [
    `## fastvit-bench: ${text(data.title)}`,
    ...answer(data).map((line) => `- ${text(line, 2000)}`),
  ];
  if (base !== undefined) {
    const at = base.endsWith('/') ? base : `${base}/`;
    parts.push(...pictures.map(({ id, title }) => `![${text(title)}](${encodeURI(at)}${id}.png)`));
  }
  parts.push(
    ...latency(data),
    ...accuracy(data),
    ...robustness(data),
    ...claims(data),
    ...failures(data),
    ...machines(data),
  );
  return `${parts.join('\n\n')}\n`;
}

function latency(data: ReportData): string[] {
  if (data.latency.length === 0) return [];
  const rows = data.latency.map((row) => [
    row.model,
    row.form,
    row.runtime,
    `${row.height}×${row.width}`,
    `${row.batch}`,
    `${row.threads}`,
    row.median
      ? `${precise(row.median[0])} [${precise(row.median[1])}, ${precise(row.median[2])}]`
      : (row.flaw ?? '–'),
    row.ratio
      ? `${asChange(row.ratio[0])} [${asChange(row.ratio[1])}, ${asChange(row.ratio[2])}]`
      : (row.ratioMissing ?? '–'),
  ]);
  const head = [
    'model',
    'form',
    'runtime',
    'pixels',
    'batch',
    'threads',
    'median ms',
    'against the baseline',
  ];
  return ['### Latency', table(head, rows)];
}

function accuracy(data: ReportData): string[] {
  const clean = data.accuracy.filter(({ cell }) => cell.corruption === 'none');
  if (clean.length === 0) return [];
  const percent = (value: number) => (100 * value).toFixed(2);
  const rows = clean.map(({ cell, images, top1, published }) => [
    cell.model,
    cell.dataset,
    `${images}`,
    `${percent(top1[0])} [${percent(top1[1])}, ${percent(top1[2])}]`,
    published[0] ? `${percent(published[0].top1)} (${published[0].source})` : '–',
  ]);
  return ['### Accuracy', table(['model', 'set', 'images', 'top-1 %', 'published'], rows)];
}

function robustness(data: ReportData): string[] {
  if (data.robustness.length === 0) return [];
  const percent = (estimate: { value: number; low: number; high: number } | undefined) =>
    estimate === undefined
      ? '–'
      : `${(100 * estimate.value).toFixed(1)} [${(100 * estimate.low).toFixed(1)}, ${(100 * estimate.high).toFixed(1)}]`;
  const rows = data.robustness.map((row) => [
    row.model,
    row.dataset,
    row.protocol,
    percent(row.mce),
    percent(row.meanError),
  ]);
  return ['### Robustness', table(['model', 'set', 'protocol', 'mCE %', 'mean error %'], rows)];
}

function claims(data: ReportData): string[] {
  if (data.claims.length === 0) return [];
  const rows = data.claims.map((row) => [
    row.claim,
    precise(row.published),
    row.measured
      ? `${precise(row.measured.value)} [${precise(row.measured.low)}, ${precise(row.measured.high)}]`
      : '–',
    row.verdict,
  ]);
  return ['### Claims', table(['claim', 'published', 'measured', 'verdict'], rows)];
}

function failures(data: ReportData): string[] {
  if (data.failed.length === 0) return [];
  return [
    '### Failed cells',
    table(
      ['cell', 'reason'],
      data.failed.map(({ what, reason }) => [what, reason]),
    ),
  ];
}

function machines(data: ReportData): string[] {
  const lines = data.machines.map(
    ({ name, versions }) => `- ${text(name)}; ${versions.map((pair) => text(pair.join(' '), 60)).join(', ')}`,
  );
  const runs = data.runs.slice(0, 20).map(({ id, command }) => `- ${text(id)}: ${text(command, 300)}`);
  return ['### Machine and method', [...lines, ...runs].join('\n')];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => text(cell, 120)).join(' | ')} |`;
  const more =
    rows.length > MOST_ROWS
      ? `\n\n${rows.length - MOST_ROWS} more rows are in the HTML and CSV reports.`
      : '';
  return [line(head), line(head.map(() => '---')), ...rows.slice(0, MOST_ROWS).map(line)].join('\n') + more;
}

/** Text that Markdown and HTML take literally, on one line. */
function text(value: string, most = 200): string {
  return (
    label(value, most)
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll(/[\\`*[\]|~]/g, '\\$&')
      // An underscore inside a word, as in fastvit_t8, emphasises nothing.
      .replaceAll(/(?<!\w)_|_(?!\w)/g, '\\_')
  );
}
