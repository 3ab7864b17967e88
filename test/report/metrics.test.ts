import { expect, test } from 'vitest';
import { metricColumns } from '../../report/figures/columns.ts';
import { figuresOf, isChart, isTable } from '../../report/figures/index.ts';
import { collect, pictures, renderCsv, renderMarkdown } from '../../report/index.ts';
import { accuracyMetrics } from '../../report/metrics/accuracy.ts';
import {
  calibrationMetrics,
  claimMetrics,
  comparisonMetrics,
  verdictMetrics,
} from '../../report/metrics/findings.ts';
import { latencyMetrics } from '../../report/metrics/latency.ts';
import { type Metric, readAll } from '../../report/metrics/metric.ts';
import { corruptionMetrics, robustnessMetrics } from '../../report/metrics/robustness.ts';
import { changeInWords } from '../../report/values.ts';
import type { Estimate, LatencyRecord, RecordLine } from '../../src/results/index.ts';
import { sampleFullRun } from './samples.ts';

const MADE = '2026-01-02T00:00:00.000Z';

/** The sample with everything that records may hold. */
function everyMetric() {
  const run = sampleFullRun();
  const estimate = { value: 0.25, low: 0.2, high: 0.3, level: 0.95, method: 'sample' };
  const records = run.records.map((record): RecordLine => {
    if (record.type === 'accuracy')
      return {
        ...record,
        flips: estimate,
        unreadable: 3,
        confusions: [{ label: 7, predicted: 9, count: 21 }],
      };
    if (record.type === 'accuracy-comparison') return { ...record, mceDifference: estimate };
    if (record.type === 'verdict') return { ...record, difference: estimate };
    if (record.type === 'latency') return withCpuTime({ ...record, anchor: estimate });
    if (record.type === 'calibration')
      return { ...record, time: 'cpu', wall: { falseAlarms: 0.1, noiseFloor: 0.12 } };
    if (record.type !== 'robustness') return record;
    const corruptions = record.corruptions.map((one) => ({ ...one, relativeCe: 1.5, flipRate: 0.4 }));
    return { ...record, relativeMce: estimate, flipRate: estimate, corruptions };
  });
  return collect([{ ...run, records }], MADE, '0.1.0');
}

/** The record as it is with CPU time, on which its ratios rest, and a clock that says 40 % more. */
function withCpuTime(record: LatencyRecord): LatencyRecord {
  const scaled = ({ value, low, high, level, method }: Estimate, factor = 1.4) => ({
    value: value * factor,
    low: low * factor,
    high: high * factor,
    level,
    method,
  });
  const { ratio, anchor, summary, blocks } = record;
  return {
    ...record,
    cpu: { blocks, share: 0.7, waits: 0.01, pageFaults: 3, median: scaled(summary.median, 0.7) },
    ...(ratio ? { ratio: { ...ratio, time: 'cpu', wall: scaled(ratio) } } : {}),
    ...(anchor ? { anchor: { ...anchor, time: 'cpu', wall: scaled(anchor) } } : {}),
  };
}

test('tables and CSV tell the time that a ratio rests on, and the answer where both disagree', () => {
  const run = sampleFullRun();
  const timed = (record: RecordLine) => (record.type === 'latency' ? withCpuTime(record) : record);
  const data = collect([{ ...run, records: run.records.map(timed) }], MADE, '0.1.0');
  const csv = renderCsv(data);
  expect(csv).toMatch(/^latency,.*,ratio to baseline,ratio,.*"?poolformer_s12\/inference, by cpu time"?\r$/m);
  const markdown = renderMarkdown(data);
  expect(markdown).toMatch(/\| against the baseline \|[^\n]* ratio by \|\n/);
  expect(markdown).toMatch(
    /^- CPU time and the clock disagree on (\d+) of \1 ratios: .* and \d+ more\. The ratios rest on CPU time; /m,
  );
  expect(data.histories.every(({ metric }) => metric !== 'CPU time over anchor')).toBe(true);
  // Records without CPU time look as they did.
  const plain = renderMarkdown(collect([run], MADE, '0.1.0'));
  expect(plain).not.toMatch(/ratio by|CPU time/);
});

test('CSV has every metric of every kind of record', () => {
  const csv = renderCsv(everyMetric());
  const kinds: Record<string, readonly Metric[]> = {
    latency: latencyMetrics,
    accuracy: accuracyMetrics,
    robustness: robustnessMetrics,
    corruption: corruptionMetrics,
    comparison: comparisonMetrics,
    verdict: verdictMetrics,
    calibration: calibrationMetrics,
  };
  const found = new Set(
    csv.split('\r\n').map((line) => {
      const fields = line.replaceAll(/"[^"]*"/g, '').split(',');
      return `${fields[0]} ${fields[14]}`;
    }),
  );
  for (const [kind, metrics] of Object.entries(kinds))
    for (const { name } of metrics) expect(found, `${kind} ${name}`).toContain(`${kind} ${name}`);
  expect(csv).toMatch(/^accuracy,.*,top5,fraction,0\.\d+,0\.\d+,0\.\d+,5000 images\r$/m);
  expect(csv).toMatch(/^confusion,.*,confusions,count,21,,,class 7 taken for class 9\r$/m);
});

test('Markdown has calibration, flip rate, relative mCE, confusions and paired comparisons', () => {
  const markdown = renderMarkdown(everyMetric());
  for (const head of [
    '| model | dataset | images | top-1 % | top-5 % | ECE % | Brier | NLL nats | effective robustness points |',
    '| mCE % | relative mCE % | mean error under corruption % | clean error % | flip rate % |',
    '| model | dataset | class | taken for class | images | % of images |',
    '| model | against | dataset | difference points | p after Holm | mCE difference points |',
  ])
    expect(markdown).toContain(head);
});

test('a new metric is one entry: read from the record, it has its column', () => {
  const metric = {
    id: 'median2',
    name: 'twice the median',
    unit: 'ms',
    better: 'lower',
    in: 'all',
    read: ({ ms }: { ms: number }) => 2 * ms,
  } as const;
  const row = readAll([metric], { ms: 4 });
  expect(row).toEqual({ median2: 8 });
  const [column] = metricColumns([metric], [row]);
  expect(column).toMatchObject({ title: 'twice the median ms', hint: 'lower is better' });
  expect(column?.text?.(row)).toBe('8.00');
});

test('ids of metrics and figures are unique', () => {
  for (const metrics of [latencyMetrics, accuracyMetrics, robustnessMetrics, claimMetrics] as const) {
    const ids = metrics.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  }
  const ids = figuresOf(everyMetric()).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('every figure is in the formats that it names', () => {
  const data = everyMetric();
  const markdown = renderMarkdown(data, pictures(data), 'https://example.org');
  for (const figure of figuresOf(data)) {
    const shown = isChart(figure)
      ? `![${figure.title}](https://example.org/${figure.id}.png)`
      : `### ${figure.title}\n`;
    expect(markdown.includes(shown), figure.id).toBe(isTable(figure) ? figure.markdown : true);
  }
});

test('a change is described with its direction', () => {
  expect(changeInWords([1.08, 1.06, 1.1])).toBe('8.0 % slower [6.0, 10.0]');
  expect(changeInWords([0.92, 0.9, 1.01])).toBe('8.0 % faster [−1.0, 10.0]');
  expect(changeInWords([2.5, 2.4, 2.6])).toBe('2.50× slower [2.40, 2.60]');
  expect(changeInWords([0.4, 0.385, 0.417])).toBe('2.50× faster [2.40, 2.60]');
  expect(changeInWords([1, 0.999999, 1.02])).toBe('0.0 % slower [0.0, 2.0]');
  expect(changeInWords([Number.NaN, 1, 2])).toBe('?');
});
