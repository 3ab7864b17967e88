import { expect, test } from 'vitest';
import { csvLine } from '../../report/formats/csv-line.ts';
import {
  answer,
  collect,
  pictures,
  renderCsv,
  renderHtml,
  renderJunit,
  renderMarkdown,
} from '../../report/index.ts';
import type { RecordLine, RunData } from '../../src/results/index.ts';
import { sampleLatency, sampleRun } from '../results/samples.ts';
import { HOSTILE, hostileRun } from './hostile.ts';
import { sampleFullRun, sampleRunData } from './samples.ts';

const MADE = '2026-01-02T00:00:00.000Z';
const full = collect([sampleFullRun()], MADE, '0.1.0');

test('the answer: what changed, what is fastest, the mixers, the claims, the certainty', () => {
  const lines = answer(full);
  expect(lines).toHaveLength(6);
  expect(lines[0]).toBe(
    'Against nightly-20251231: 1 of 2 cells regressed (fastvit_t8/inference/onnxruntime-cpu/256x256/b1/t1 8.3 % slower [7.1, 9.5]), 0 improved, 1 undecided.',
  );
  expect(lines[1]).toMatch(
    /^Fastest of 8 models at 256×256, batch 1, 1 thread, onnxruntime cpu: mobileone_s0, 6\.\d+ ms \[.*\], 3\.\d+× faster \[.*\] than poolformer_s12\. On the Pareto frontier/,
  );
  expect(lines[2]).toMatch(/^Lowest mCE of \d+ models \(.*, protocol .*\): \w+ \d+\.\d % \[.*, then /);
  expect(lines[3]).toMatch(
    /^RepMixer instead of pooling .*: 9\.\d % faster \[.*\] at 224 px, .* at 384 px, .* at 1024 px\.$/,
  );
  expect(lines[4]).toBe('Of 2 published claims: 1 same direction but smaller, 1 not measurable here.');
  expect(lines[5]).toMatch(
    /^Certainty: median precision of \d+ latencies ±2\.0 % \(95 % intervals\); changes below 1\.3 % are noise on this machine; 1 cell failed\.$/,
  );
});

test('without verdicts, claims or pairs, the answer is shorter', () => {
  expect(answer(collect([sampleRunData()], MADE, '0.1.0'))).toHaveLength(2);
  expect(answer(collect([sampleRunData({ records: [], lines: [] })], MADE, '0.1.0'))).toEqual([]);
});

test('Markdown has the tables, and the pictures if their address is known', () => {
  const plain = renderMarkdown(full, pictures(full));
  expect(plain).toContain('| fastvit_t8 | inference | onnxruntime cpu | 256×256 | 1 | 1 | 8.');
  expect(plain).toContain('### Failed cells');
  expect(plain).not.toContain('![');
  const base = renderMarkdown(full, pictures(full), 'https://example.org/run');
  expect(base).toContain('![Latency by resolution](https://example.org/run/latency-by-resolution.png)');
});

test('CSV is tidy: a row per value, and every row has all columns', () => {
  const lines = renderCsv(full).trimEnd().split('\r\n');
  const head = lines[0]!.split(',');
  expect(lines).toContain(
    'latency,sample-20260101,2,"Test CPU, 4 cores",fastvit_t8,inference,onnxruntime cpu,128,128,1,1,,,,median,ms,2.1388,2.096,2.1815,precision'.replace(
      /2\.1388.*2\.1815/,
      /median,ms,([\d.,]+),precision/.exec(lines[1]!)![1]!,
    ),
  );
  for (const line of lines) expect(line.replaceAll(/"[^"]*"/g, '').split(',').length).toBe(head.length);
});

test('a field that a spreadsheet would execute becomes text', () => {
  expect(csvLine(['=1+1', '+x', 'a"b,c', 'plain', 1.5, undefined])).toBe(`'=1+1,'+x,"a""b,c",plain,1.5,\r\n`);
});

test('JUnit: regressed and failed cells fail, undecided ones are skipped', () => {
  const xml = renderJunit(full);
  expect(xml).toContain('<testsuite tests="2" failures="1" skipped="1" errors="0" name="comparison">');
  expect(xml).toContain('<failure message="regressed: 8.3 % slower [7.1, 9.5]"></failure>');
  expect(xml).toContain('<failure message="out of memory: 7000 MiB resident"></failure>');
});

test('a history has the nights of one machine, never of two', () => {
  const night = (day: number, cpu: string): RunData => {
    const run = sampleRun({ id: `n${day}`, startedAt: `2026-01-0${day}T00:00:00.000Z` });
    run.environment.cpu.model = cpu;
    return { folder: '.', run, records: [sampleLatency({}, 10 + day)], lines: [2], problems: [] };
  };
  const { histories, machines } = collect(
    [night(1, 'A'), night(2, 'A'), night(3, 'B'), night(4, 'B'), night(5, 'C')],
    MADE,
    '0',
  );
  expect(machines).toHaveLength(3);
  expect(histories.map(({ environment, points }) => [environment, points.map(({ value }) => value)])).toEqual(
    [
      ['B, 4 cores', [13, 14]],
      ['A, 4 cores', [11, 12]],
    ],
  );
});

test('names and messages from outside are text in every format', () => {
  const data = collect([hostileRun()], MADE, '0.1.0');
  const html = renderHtml(data);
  expect(html.match(/<script/g)).toHaveLength(2);
  expect(html.match(/<\/script/g)).toHaveLength(2);
  expect(html).not.toContain('<img');
  const markdown = renderMarkdown(data, pictures(data), 'https://example.org');
  expect(markdown).not.toMatch(/<(img|script|b)\b/);
  const xml = renderJunit(data);
  expect(xml).not.toMatch(/<(img|script|b)\b/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are not allowed in XML.
  expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
  for (const line of renderCsv(data).split('\r\n')) expect(line).not.toMatch(/^[=+@]/);
  expect(HOSTILE.length).toBeGreaterThan(8);
});

test('a missing ratio is reported with its reason', () => {
  const ratioMissing = 'the baseline b failed: out of paper';
  const records = [{ ...sampleLatency({ model: 'a' }, 10), ratio: undefined, ratioMissing }];
  const data = collect([sampleRunData({ records, lines: [2] })], MADE, '0');
  expect(renderMarkdown(data)).toContain(`| ${ratioMissing} |`);
  expect(renderCsv(data)).toMatch(new RegExp(`,ratio to baseline,.*${ratioMissing}`));
  expect(renderHtml(data)).toContain(ratioMissing);
});

test('absurd and missing values are left out of the charts and reported', () => {
  const absurd = (value: number, rounds = 6): RecordLine => {
    const record = sampleLatency({ model: `m${value}_${rounds}` }, value);
    return { ...record, summary: { ...record.summary, rounds } };
  };
  const records = [
    absurd(1e308),
    absurd(-1),
    absurd(0),
    absurd(Number.NaN),
    absurd(10, 0),
    absurd(Number.POSITIVE_INFINITY),
    absurd(10),
  ];
  const data = collect([sampleRunData({ records, lines: records.map((_, at) => at + 2) })], MADE, '0');
  expect(data.latency.map(({ flaw }) => flaw)).toEqual([
    'a median of 1e+308 ms is not a duration',
    'a median of -1 ms is not a duration',
    'a median of 0 ms is not a duration',
    'a median of NaN ms is not a duration',
    'no rounds were measured',
    'a median of Infinity ms is not a duration',
    undefined,
  ]);
  expect(renderMarkdown(data)).toContain('no rounds were measured');
  expect(renderJunit(data)).toContain('tests="7" failures="6"');
  expect(renderHtml(data).length).toBeGreaterThan(1000);
});
