import type { ReportData } from '../data/types.ts';
import { verdictWord } from '../figures/verdicts-table.ts';
import { changeInWords, type Interval, precise } from '../values.ts';

interface Case {
  readonly suite: string;
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly message: string;
}

/**
 * Verdicts, claims and cells as JUnit XML, one test case each, so that any CI shows them: regressions and failed cells
 * fail; what is undecided, incomparable or not measurable is skipped.
 */
export function renderJunit(data: ReportData): string {
  const cases = [...verdicts(data), ...claims(data), ...cells(data)];
  const suites = [...new Set(cases.map(({ suite }) => suite))];
  const body = suites.map((suite) => {
    const own = cases.filter((one) => one.suite === suite);
    return `  <testsuite ${counts(own)} name="${xml(suite)}">\n${own.map(testCase).join('')}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts(cases)} name="${xml(data.title)}">\n${body.join('')}</testsuites>\n`;
}

function verdicts({ verdicts: all }: ReportData): Case[] {
  return all.map(({ cell, metric, verdict, ratio, note }) => ({
    suite: 'comparison',
    name: `${cell} ${metric}`,
    outcome:
      verdict === 'regressed'
        ? 'failed'
        : verdict === 'unresolved' || verdict === 'incomparable'
          ? 'skipped'
          : 'passed',
    message: `${verdictWord(verdict)}${ratio ? `: ${metric === 'latency' ? changeInWords(ratio) : ratioOf(ratio)}` : ''}${note ? `: ${note}` : ''}`,
  }));
}

/** A claim that does not hold here is a result, not a failure of the run. */
function claims({ claims: all }: ReportData): Case[] {
  return all.map(({ claim, verdict, note }) => ({
    suite: 'claims',
    name: claim,
    outcome: verdict === 'unresolved' || verdict === 'not measurable here' ? 'skipped' : 'passed',
    message: note ? `${verdictWord(verdict)}: ${note}` : verdictWord(verdict),
  }));
}

function cells({ latency, failed }: ReportData): Case[] {
  return [
    ...latency.map(
      ({ id, median, flaw }): Case => ({
        suite: 'latency',
        name: id,
        outcome: flaw === undefined ? 'passed' : 'failed',
        message:
          flaw ??
          (median ? `median ${precise(median[0])} ms [${precise(median[1])}, ${precise(median[2])}]` : ''),
      }),
    ),
    ...failed.map(
      ({ what, reason }): Case => ({ suite: 'latency', name: what, outcome: 'failed', message: reason }),
    ),
  ];
}

function ratioOf([value, low, high]: Interval): string {
  return `ratio ${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}

function testCase({ suite, name, outcome, message }: Case): string {
  const head = `    <testcase classname="${xml(suite)}" name="${xml(name)}"`;
  switch (outcome) {
    case 'passed':
      return `${head}><system-out>${xml(message)}</system-out></testcase>\n`;
    case 'failed':
      return `${head}><failure message="${xml(message)}"></failure></testcase>\n`;
    case 'skipped':
      return `${head}><skipped message="${xml(message)}"></skipped></testcase>\n`;
  }
}

function counts(cases: readonly Case[]): string {
  const of = (outcome: Case['outcome']) => cases.filter((one) => one.outcome === outcome).length;
  return `tests="${cases.length}" failures="${of('failed')}" skipped="${of('skipped')}" errors="0"`;
}

/** Text for XML 1.0, which allows almost no control characters. */
function xml(text: string): string {
  return (
    text
      .slice(0, 1000)
      .replaceAll(/\p{Surrogate}/gu, '\ufffd')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are removed.
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ' ')
      .replaceAll(/[\t\n\r]+/g, ' ')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  );
}
