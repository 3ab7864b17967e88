import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRun, findUnfinished, RECORDS_SCHEMA, readRun, resumeRun } from '../../src/results/index.ts';
import { sampleLatency, sampleRun } from './samples.ts';

function temporary(): string {
  return mkdtempSync(join(tmpdir(), 'store-'));
}

test('what was appended is read back', () => {
  const root = temporary();
  const folder = join(root, 'deep', 'run');
  const store = createRun(folder, sampleRun());
  store.append([sampleLatency(), sampleLatency({ model: 'cmt_ti' })]);
  store.append([{ type: 'failed', cell: { model: 'x' }, reason: 'killed', startedAt: 'now' }]);
  store.update({ endedAt: 'later' });
  store.close();
  const { run, records, problems } = readRun(folder);
  expect(run).toEqual(sampleRun({ endedAt: 'later' }));
  expect(records).toEqual(store.records());
  expect(records).toHaveLength(3);
  expect(problems).toEqual([]);
  expect(JSON.parse(readFileSync(join(folder, 'records.jsonl'), 'utf8').split('\n')[0]!)).toEqual({
    schema: RECORDS_SCHEMA,
    run: 'sample',
  });
  expect(readdirSync(folder).sort()).toEqual(['records.jsonl', 'run.json']);
});

test('an incomplete last line is ignored, and cut off before more is written', () => {
  const folder = join(temporary(), 'run');
  const store = createRun(folder, sampleRun());
  store.append([sampleLatency()]);
  store.close();
  appendFileSync(join(folder, 'records.jsonl'), JSON.stringify(sampleLatency()).slice(0, 100));
  expect(readRun(folder).records).toHaveLength(1);
  const again = resumeRun(folder);
  again.append([sampleLatency({ batch: 2 })]);
  again.close();
  const { records, problems } = readRun(folder);
  expect(records.flatMap((record) => (record.type === 'latency' ? record.cell.batch : []))).toEqual([1, 2]);
  expect(problems).toEqual([]);
});

test('a damaged line in the middle is reported with its position, and the rest is read', () => {
  const folder = join(temporary(), 'run');
  const store = createRun(folder, sampleRun());
  store.close();
  const bad = { ...sampleLatency(), blocks: [[Number.NaN]] };
  appendFileSync(join(folder, 'records.jsonl'), `{"type": oops\n${JSON.stringify(bad)}\n`);
  appendFileSync(join(folder, 'records.jsonl'), `${JSON.stringify(sampleLatency())}\n`);
  const { records, problems } = readRun(folder);
  expect(records).toHaveLength(1);
  expect(problems).toHaveLength(2);
  expect(problems[0]).toContain('records.jsonl:2: ');
  expect(problems[1]).toMatch(/records.jsonl:3: blocks.0.0: .*expected number/);
});

test.each(['run.json', 'records.jsonl'])('a newer schema of %s is refused with a sentence', (file) => {
  const folder = join(temporary(), 'run');
  createRun(folder, sampleRun()).close();
  const path = join(folder, file);
  writeFileSync(path, readFileSync(path, 'utf8').replace(/@\d+/, '@99'));
  expect(() => readRun(folder)).toThrow(
    /was written by a newer fastvit-bench \(schema .*@99; this version reads up to .*\): update fastvit-bench$/,
  );
});

test('a folder without a run gives one line', () => {
  const root = temporary();
  expect(() => readRun(join(root, 'none'))).toThrow('none: no such run folder');
  expect(() => readRun(root)).toThrow('contains no run (run.json is missing)');
  writeFileSync(join(root, 'run.json'), '{"schema":"other@1"}');
  expect(() => readRun(root)).toThrow('is not a fastvit-bench/run file (its schema is "other@1")');
  writeFileSync(join(root, 'run.json'), '{"schema":"fastvit-bench/run@1"}');
  expect(() => readRun(root)).toThrow('run.json is damaged: id: ');
});

test('a results folder that cannot be written gives one line, and leaves nothing behind', () => {
  const root = temporary();
  writeFileSync(join(root, 'file'), '');
  expect(() => createRun(join(root, 'file', 'run'), sampleRun())).toThrow(
    /^cannot write the results folder .*--out$/,
  );
  expect(readdirSync(root)).toEqual(['file']);
  createRun(join(root, 'run'), sampleRun()).close();
  expect(() => createRun(join(root, 'run'), sampleRun())).toThrow('already exists');
});

test('a run that another process is writing is refused, until that process ends', async () => {
  const root = temporary();
  const folder = join(root, 'run');
  createRun(folder, sampleRun()).close();
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  writeFileSync(join(folder, '.lock'), JSON.stringify({ pid: child.pid, host: hostname() }));
  expect(() => resumeRun(folder)).toThrow(`is being written by process ${child.pid}`);
  expect(findUnfinished(root, () => true)).toBeUndefined();
  child.kill('SIGKILL');
  await new Promise((done) => child.once('exit', done));
  expect(findUnfinished(root, () => true)).toBe(folder);
  resumeRun(folder).close();
  expect(existsSync(join(folder, '.lock'))).toBe(false);
});

test('the newest unfinished run of the plan is found', () => {
  const root = temporary();
  createRun(join(root, 'a'), sampleRun({ startedAt: '2026-01-01' })).close();
  createRun(join(root, 'b'), sampleRun({ startedAt: '2026-01-03' })).close();
  createRun(join(root, 'c'), sampleRun({ startedAt: '2026-01-04', endedAt: 'x' })).close();
  createRun(
    join(root, 'd'),
    sampleRun({ startedAt: '2026-01-05', plan: { digest: 'd2', groups: 1, cells: 1 } }),
  ).close();
  writeFileSync(join(root, 'stray'), '');
  expect(findUnfinished(root, ({ plan }) => plan.digest === 'd1')).toBe(join(root, 'b'));
  expect(findUnfinished(root, ({ plan }) => plan.digest === 'd3')).toBeUndefined();
  expect(findUnfinished(join(root, 'none'), () => true)).toBeUndefined();
  expect(findUnfinished(join(root, 'stray'), () => true)).toBeUndefined();
});
