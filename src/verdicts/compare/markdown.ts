import type { VerdictRecord } from '../../results/index.ts';
import { statusOf } from './status.ts';
import type { Comparison } from './types.ts';
import { betweenInWords, changeOf, countsInWords, exactChangeInWords, verdictInWords } from './words.ts';

/** First line of the comment, by which the next run finds the comment to replace. */
export const COMMENT_MARK = '<!-- fastvit-bench -->';

/** Most rows of a table: GitHub limits a comment to 65,536 characters. */
const MOST_ROWS = 100;

/** A comparison as a pull-request comment: decided and undecided cells in full, equivalent ones collapsed. */
export function comparisonMarkdown(comparison: Comparison): string {
  const { base, head, verdicts, exactChanges, failed, counts, margin, level, between } = comparison;
  const of = (...wanted: VerdictRecord['verdict'][]) =>
    verdicts.filter(({ verdict }) => wanted.includes(verdict));
  const parts = [
    COMMENT_MARK,
    `### fastvit-bench: ${statusOf(comparison) === 'no evidence' ? 'no evidence, ' : ''}${countsInWords(counts)}`,
    `${code(head)} compared with ${code(base)}. A regression is a change of at least ${percent(margin)} that chance does not explain: the probability of any false alarm in this table is at most ${percent(level)} (Holm)${between ? `, ${betweenInWords(between)}` : ''}.`,
    ...table(of('regressed', 'improved', 'unresolved')),
    ...folded(
      `${exactChanges.length} exact changes`,
      exactChanges.map((one) => `- ${code(one.cell)}: ${exactChangeInWords(one)}`),
    ),
    ...folded(
      `${failed.length} failed`,
      failed.map(({ cell, reason }) => `- ${code(cell)}: ${text(reason)}`),
    ),
    ...folded(
      `${counts.equivalent + counts.incomparable} equivalent or incomparable`,
      table(of('equivalent', 'incomparable')),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

function table(verdicts: readonly VerdictRecord[]): string[] {
  if (verdicts.length === 0) return [];
  const rows = verdicts
    .slice(0, MOST_ROWS)
    .map(
      (one) =>
        `| ${verdictInWords(one.verdict)} | ${code(one.cell)} | ${one.metric} | ${changeOf(one)} | ${text(one.note ?? '')} |`,
    );
  const more = verdicts.length > MOST_ROWS ? [`The report lists ${verdicts.length - MOST_ROWS} more.`] : [];
  return [
    ['| | cell | metric | change [95 %] | |', '| --- | --- | --- | --- | --- |', ...rows].join('\n'),
    ...more,
  ];
}

function folded(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const body = lines.slice(0, MOST_ROWS).join('\n');
  return [`<details><summary>${title}</summary>\n\n${body}\n\n</details>`];
}

/** Names of models must not become markup. */
function code(value: string): string {
  return `\`${oneLine(value).replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}

function text(value: string): string {
  return oneLine(value)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*[\]|~@#]/g, '\\$&');
}

function oneLine(value: string): string {
  return value.replaceAll(/\s+/g, ' ').slice(0, 200);
}

function percent(fraction: number): string {
  return `${Number((100 * fraction).toFixed(2))} %`;
}
