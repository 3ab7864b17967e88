import { visibleLine } from '../text/index.ts';
import {
  betweenInWords,
  type Comparison,
  changeOf,
  countsInWords,
  exactChangeInWords,
  VERDICTS,
  verdictInWords,
} from '../verdicts/compare/index.ts';
import { formatTable } from './table.ts';

/** Formats a comparison for the terminal: exact changes first, then one line per cell, regressions first. */
export function comparisonTable(comparison: Comparison): string {
  const { base, head, verdicts, exactChanges, failed, counts, level, between } = comparison;
  const lines = [`${visibleLine(`${head} compared with ${base}: ${countsInWords(counts)}`)}\n`];
  if (exactChanges.length > 0) {
    lines.push('\nexact changes\n');
    for (const one of exactChanges)
      lines.push(`  ${visibleLine(`${one.cell}: ${exactChangeInWords(one)}`)}\n`);
  }
  if (verdicts.length > 0) {
    const rows = VERDICTS.flatMap((verdict) =>
      verdicts
        .filter((one) => one.verdict === verdict)
        .map((one) => [
          verdictInWords(one.verdict),
          one.cell,
          one.metric,
          changeOf(one),
          one.adjusted === undefined ? '-' : pText(one.adjusted),
          one.note ?? '',
        ]),
    );
    lines.push(`\n${formatTable(['verdict', 'cell', 'metric', 'change [95 % interval]', 'p', ''], rows)}`);
    const condition = between === undefined ? '' : `, ${betweenInWords(between)}`;
    lines.push(
      `p: adjusted over all cells (Holm); the probability of any false alarm is ${100 * level} %${condition}\n`,
    );
  }
  for (const { cell, reason } of failed) lines.push(`${visibleLine(`failed: ${cell}: ${reason}`)}\n`);
  return lines.join('');
}

function pText(p: number): string {
  return p < 1e-4 ? '<0.0001' : p.toFixed(4);
}
