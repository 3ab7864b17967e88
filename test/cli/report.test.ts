import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeRunReport } from '../../src/cli/report.ts';
import { createRun } from '../../src/results/index.ts';
import { sampleLatency, sampleRun } from '../results/samples.ts';
import { runCli } from './cli.ts';

function makeRun(): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'report-')), 'run');
  const store = createRun(folder, sampleRun());
  store.append([sampleLatency(), sampleLatency({ resolution: [384, 384] }, 20)]);
  store.close();
  return folder;
}

test('the report of one run goes to its folder', async () => {
  const folder = makeRun();
  const { code, stderr } = await runCli(['report', folder]);
  expect([code, stderr]).toEqual([0, `wrote ${join(folder, 'report.html')}\n`]);
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain(
    '<h1>fastvit-bench: <bdi>sample</bdi></h1>',
  );
});

test('the report of two runs goes to -o', async () => {
  const out = join(mkdtempSync(join(tmpdir(), 'report-')), 'deep', 'all.html');
  const { code, stdout } = await runCli(['report', makeRun(), makeRun(), '-o', out, '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual([out]);
});

test('a newer run, a missing run, an unknown format: one line, code 2, no file', async () => {
  const folder = makeRun();
  const run = join(folder, 'run.json');
  writeFileSync(run, readFileSync(run, 'utf8').replace(/run@\d+/, 'run@99'));
  for (const [argv, message] of [
    [['report', folder], 'was written by a newer fastvit-bench'],
    [['report', join(folder, 'none')], 'no such run folder'],
    [['report', makeRun(), '-o', folder], 'is a folder; give the file of the report, such as '],
    [['report', folder, '--format', 'htm'], 'unknown format "htm"; did you mean "html"?'],
    [
      ['report', makeRun(), '-o', join(folder, 'report.pdf')],
      'report.pdf: no report format has this extension; use one of .html, ',
    ],
  ] as const) {
    const { code, stdout, stderr } = await runCli(argv);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  }
  expect(readdirSync(folder).sort()).toEqual(['records.jsonl', 'run.json']);
});

test('a run or format named twice counts once; JUnit files end in .xml', async () => {
  const folder = makeRun();
  const twice = await runCli(['report', folder, `${folder}/`, '--format', 'csv,csv', '--json']);
  const [csv, ...others] = JSON.parse(twice.stdout);
  expect(others).toEqual([]);
  const lines = readFileSync(csv, 'utf8').trimEnd().split('\r\n');
  expect(new Set(lines).size).toBe(lines.length);
  const junit = await runCli(['report', folder, '--format', 'junit']);
  expect(junit.stderr).toBe(`wrote ${join(folder, 'report.xml')}\n`);
});

test('the extension of -o chooses the format', async () => {
  const out = join(mkdtempSync(join(tmpdir(), 'report-')), 'report.csv');
  expect((await runCli(['report', makeRun(), '-o', out])).code).toBe(0);
  expect(readFileSync(out, 'utf8')).toMatch(/^\w+(,\w+)+\r\n/);
});

test.skipIf(process.platform !== 'linux')('a folder that cannot be created is refused at once', async () => {
  const { code, stderr } = await runCli(['report', makeRun(), '-o', '/proc/none/deep/report.html']);
  expect([code, stderr.trim().split('\n')]).toEqual([
    2,
    [expect.stringContaining('cannot write /proc/none')],
  ]);
});

test('a run whose report cannot be written says how to write it later', async () => {
  const folder = makeRun();
  // In the place of its temporary file.
  mkdirSync(join(folder, `report.html.${process.pid}.tmp`));
  const message = await writeRunReport(folder).catch((error: Error) => error.message);
  expect(message).toMatch(/^cannot write .*report\.html: /);
  expect(
    message.endsWith(`; the measurements are complete: fix this, then fastvit-bench report ${folder}`),
  ).toBe(true);
});
