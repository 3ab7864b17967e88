import {
  type Comparison,
  changeOf,
  countsInWords,
  newsInWords,
  VERDICTS,
} from '../verdicts/compare/index.ts';
import { formatTable } from './table.ts';

/** A comparison for the terminal: exact news first, then a line a cell, what matters above. */
export function comparisonTable(comparison: Comparison): string {
  const { base, head, verdicts, news, failed, counts, level } = comparison;
  const lines = [`${head} against ${base}: ${countsInWords(counts)}\n`];
  if (news.length > 0) {
    lines.push('\nexact changes\n');
    for (const one of news) lines.push(`  ${one.cell}: ${newsInWords(one)}\n`);
  }
  if (verdicts.length > 0) {
    const rows = VERDICTS.flatMap((verdict) =>
      verdicts
        .filter((one) => one.verdict === verdict)
        .map((one) => [
          one.verdict,
          one.cell,
          one.metric,
          changeOf(one),
          one.adjusted === undefined ? '-' : pText(one.adjusted),
          one.note ?? '',
        ]),
    );
    lines.push(`\n${formatTable(['verdict', 'cell', 'metric', 'change [95 % interval]', 'p', ''], rows)}`);
    lines.push(`p is adjusted over all cells (Holm); any false alarm has a chance of ${100 * level} %\n`);
  }
  for (const { cell, reason } of failed) lines.push(`failed: ${cell}: ${reason}\n`);
  return lines.join('');
}

function pText(p: number): string {
  return p < 1e-4 ? '<0.0001' : p.toFixed(4);
}
