import { spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startOfProcess } from '../../src/processes/index.ts';
import {
  createRun,
  findUnfinished,
  openJournal,
  RECORDS_SCHEMA,
  readRun,
  resumeRun,
  writeUnits,
} from '../../src/results/index.ts';
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

test.each([
  ['missing', undefined],
  ['empty', ''],
  ['half a header', '{"schema":"fastvit'],
  ['zeros, after the power failed', '\0\0\0'],
])('a records.jsonl that is %s gets its header before anything is appended', (_, content) => {
  const folder = join(temporary(), 'run');
  createRun(folder, sampleRun()).close();
  const path = join(folder, 'records.jsonl');
  rmSync(path);
  if (content !== undefined) writeFileSync(path, content);
  const store = resumeRun(folder);
  expect(store.records()).toEqual([]);
  store.append([sampleLatency()]);
  store.close();
  const { records, problems } = readRun(folder);
  expect(records).toHaveLength(1);
  expect(problems).toEqual([]);
});

test('records without a header are refused before anything is appended', () => {
  const folder = join(temporary(), 'run');
  createRun(folder, sampleRun()).close();
  const path = join(folder, 'records.jsonl');
  const text = `${JSON.stringify(sampleLatency())}\n`;
  writeFileSync(path, text);
  expect(() => resumeRun(folder)).toThrow('is not a fastvit-bench/records file');
  expect(readFileSync(path, 'utf8')).toBe(text);
  expect(existsSync(join(folder, '.lock'))).toBe(false);
});

test('a folder or file that disappears does not come back without its header', () => {
  const folder = join(temporary(), 'run');
  const store = createRun(folder, sampleRun());
  const journal = openJournal(folder, 'g');
  rmSync(join(folder, 'records.jsonl'));
  expect(() => store.append([sampleLatency()])).toThrow(
    `cannot write ${join(folder, 'records.jsonl')}: the file or its folder does not exist`,
  );
  rmSync(folder, { recursive: true });
  const block = { sessionStartedAt: 'now', cells: {}, failed: {} };
  for (const write of [
    () => store.append([sampleLatency()]),
    () => store.update({ endedAt: 'now' }),
    () => journal.append(block),
    () => writeUnits(folder, { datasets: [], models: [], versions: {}, units: [] }),
  ])
    expect(write).toThrow(expect.objectContaining({ name: 'UserError', code: 'cannot-write' }));
  store.close();
  expect(existsSync(folder)).toBe(false);
});

describe('a run that is being written', () => {
  const linux = existsSync('/proc/self/stat');

  function locked(mark: unknown): { root: string; folder: string; path: string } {
    const root = temporary();
    const folder = join(root, 'run');
    const path = join(folder, '.lock');
    createRun(folder, sampleRun()).close();
    writeFileSync(path, typeof mark === 'string' ? mark : JSON.stringify(mark));
    return { root, folder, path };
  }

  test('is refused until the process that writes it ends', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const { root, folder, path } = locked({ pid: child.pid, host: hostname() });
    const owner = `process ${child.pid}; wait until it ends, or remove ${path} if it is not fastvit-bench`;
    expect(() => resumeRun(folder)).toThrow(`${folder} is being written by ${owner}`);
    const lines: string[] = [];
    expect(
      findUnfinished(
        root,
        () => true,
        (line) => lines.push(line),
      ),
    ).toBeUndefined();
    expect(lines).toEqual([`not resuming ${folder}, which is being written by ${owner}`]);
    child.kill('SIGKILL');
    await new Promise((done) => child.once('exit', done));
    expect(findUnfinished(root, () => true)).toBe(folder);
    resumeRun(folder).close();
    expect(existsSync(path)).toBe(false);
  });

  test('on another machine is refused, and the message says how to continue', () => {
    const { folder, path } = locked({ pid: 1, host: 'elsewhere' });
    expect(() => resumeRun(folder)).toThrow(
      `${folder} is being written by process 1 on the machine elsewhere; wait until it ends, or remove ${path} if it no longer runs`,
    );
  });

  test.skipIf(!linux)('a process that started at another time is not the one that wrote the mark', () => {
    const start = startOfProcess(process.ppid);
    const refused = locked({ pid: process.ppid, host: hostname(), start });
    expect(() => resumeRun(refused.folder)).toThrow(`is being written by process ${process.ppid};`);
    const reused = locked({ pid: process.ppid, host: hostname(), start: `${Number(start) - 1}` });
    resumeRun(reused.folder).close();
  });

  test.each([[''], ['{"pid": 4'], ['null'], ['{"pid": -1}'], ['{"pid": "1"}']])(
    'a mark that a full disk or someone else left does not lock: %s',
    (mark) => {
      const { folder, path } = locked(mark);
      const store = resumeRun(folder);
      expect(JSON.parse(readFileSync(path, 'utf8')).pid).toBe(process.pid);
      store.close();
      expect(existsSync(path)).toBe(false);
    },
  );
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
