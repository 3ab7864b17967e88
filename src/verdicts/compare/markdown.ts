import type { VerdictRecord } from '../../results/index.ts';
import type { Comparison } from './types.ts';
import { changeOf, countsInWords, newsInWords } from './words.ts';

/** First line of the comment: how the next run finds the comment that it must replace. */
export const COMMENT_MARK = '<!-- fastvit-bench -->';

/** Rows of a table; a comment may have 65,536 characters. */
const MOST_ROWS = 100;

/** A comparison as the comment of a pull request: what matters in full, what is equivalent folded away. */
export function comparisonMarkdown(comparison: Comparison): string {
  const { base, head, verdicts, news, failed, counts, margin, level } = comparison;
  const of = (...wanted: VerdictRecord['verdict'][]) =>
    verdicts.filter(({ verdict }) => wanted.includes(verdict));
  const parts = [
    COMMENT_MARK,
    `### fastvit-bench: ${countsInWords(counts)}`,
    `${code(head)} against ${code(base)}. A regression is ${percent(margin)} or more and not by chance: any false alarm in the whole table has a chance of ${percent(level)} (Holm).`,
    ...table(of('regressed', 'improved', 'unresolved')),
    ...folded(
      `${news.length} exact changes`,
      news.map((one) => `- ${code(one.cell)}: ${newsInWords(one)}`),
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
        `| ${one.verdict} | ${code(one.cell)} | ${one.metric} | ${changeOf(one)} | ${text(one.note ?? '')} |`,
    );
  const more = verdicts.length > MOST_ROWS ? [`${verdicts.length - MOST_ROWS} more are in the report.`] : [];
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

/** What models and reasons are called must not become markup. */
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
