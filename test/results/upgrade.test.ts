import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openRunDatabase } from '../../src/accuracy/predictions/index.ts';
import { readCalibration } from '../../src/latency/index.ts';
import {
  captureEnvironment,
  openJournal,
  RecordLine,
  RUN_SCHEMA,
  readRun,
  readUnits,
  readVersion,
  resumeRun,
  upgrade,
} from '../../src/results/index.ts';
import { runtimePackages } from '../../src/runtimes/index.ts';
import { compareRuns } from '../../src/verdicts/compare/index.ts';
import { readHistory, stateOf } from '../../src/verdicts/history/index.ts';
import { runCli } from '../cli/cli.ts';

// Runs of version 1 of every file, made by fastvit-bench 0.1.0: one in two sessions with a cell that fails, one with
// verdicts, one killed after two blocks, two shards, a history and a calibration.
const V1 = fileURLToPath(new URL('../fixtures/runs/v1/', import.meta.url));

/** A copy of the runs, to be written to. */
function copied(): string {
  const root = mkdtempSync(join(tmpdir(), 'upgrade-'));
  cpSync(V1, root, { recursive: true });
  return root;
}

function firstLine(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8').split('\n')[0]!);
}

function journalOf(folder: string): string {
  const [name] = readdirSync(join(folder, 'blocks'));
  return join(folder, 'blocks', name!);
}

test('a chain of upgrades starts at the version of the file, and renews the schema of a header', () => {
  const kind = {
    name: 'fastvit-bench/test',
    upgrades: [
      (object: object) => ({ ...object, second: true }),
      (object: object) => ({ ...object, third: true }),
    ],
  } as const;
  const one = { schema: 'fastvit-bench/test@1' };
  expect(upgrade(one, kind, readVersion(one, kind, 'file'))).toEqual({
    schema: 'fastvit-bench/test@3',
    second: true,
    third: true,
  });
  expect(upgrade({ line: 1 }, kind, 2)).toEqual({ line: 1, third: true });
  expect(upgrade({ line: 1 }, kind, 3)).toEqual({ line: 1 });
  expect(one).toEqual({ schema: 'fastvit-bench/test@1' });
  expect(upgrade([1], kind, 1)).toEqual([1]);
  for (const schema of ['fastvit-bench/test', 'fastvit-bench/test@0', 'fastvit-bench/test@x', undefined, 3])
    expect(() => readVersion({ schema }, kind, 'file')).toThrow('file is not a fastvit-bench/test file');
  expect(() => readVersion({ schema: 'fastvit-bench/test@4' }, kind, 'file')).toThrow(
    'file was written by a newer fastvit-bench (schema fastvit-bench/test@4; this version reads up to fastvit-bench/test@3): update fastvit-bench',
  );
});

test.each(['finished', 'second', 'unfinished', 'shard1', 'shard2'])(
  'version 1 of %s is read whole',
  (name) => {
    const { records, problems, lines } = readRun(join(V1, name));
    expect(problems).toEqual([]);
    // Only what a later record replaces is left out.
    const written = readFileSync(join(V1, name, 'records.jsonl'), 'utf8')
      .split('\n')
      .slice(1, -1);
    expect(lines).toHaveLength(records.length);
    expect(written.length - records.length).toBe(0);
    expect(records).toEqual(records.map((record) => RecordLine.parse(record)));
  },
);

test('what version 1 called sittings is read as the blocks of each session', () => {
  const latencies = readRun(join(V1, 'finished')).records.filter(({ type }) => type === 'latency');
  expect(latencies).toHaveLength(2);
  for (const record of latencies) expect(record).toMatchObject({ sampling: { blocksPerSession: [2, 2] } });
});

test('units, predictions, history and calibration of version 1 are read', async () => {
  expect(readUnits(join(V1, 'finished'))!.units).toHaveLength(5);
  const calibration = firstCalibration();
  expect(readCalibration(V1, calibration.machine)).toEqual(calibration);
  const series = readHistory(join(V1, 'history'));
  expect(series.map(({ points, problems }) => [points.length, problems])).toEqual(
    Array.from({ length: 6 }, () => [2, []]),
  );
  expect(stateOf(series)).toHaveLength(6);
  // Version 1 gave the mean error the name of mCE.
  expect(new Set(series.map(({ header }) => header.metric))).toEqual(
    new Set(['latency over anchor', 'top1', 'mean error under corruption']),
  );
});

test('a query sees upgraded records and every prediction', async () => {
  const database = await openRunDatabase(join(V1, 'finished'));
  try {
    expect(
      await database.all(
        `SELECT line, record->>'$.sampling.blocksPerSession[0]' AS blocks FROM records WHERE type = 'latency'`,
      ),
    ).toEqual([
      { line: 2, blocks: '2' },
      { line: 3, blocks: '2' },
    ]);
    expect(await database.all('SELECT count(*) AS n FROM latency')).toEqual([{ n: 2 }]);
    expect(await database.all('SELECT count(*) AS n FROM predictions')).toEqual([{ n: 200 }]);
  } finally {
    database.close();
  }
});

test('version 1 is compared and reported', async () => {
  const [base, head] = ['finished', 'second'].map((name) => readRun(join(V1, name)));
  const { counts, failed } = await compareRuns(base!, head!);
  expect(counts.incomparable).toBe(0);
  expect(counts.regressed + counts.improved + counts.equivalent + counts.unresolved).toBe(12);
  expect(failed).toHaveLength(1);
  const root = copied();
  const out = join(root, 'report');
  const { code, stderr } = await runCli([
    ...['report', join(root, 'second'), join(root, 'finished')],
    ...['--format', 'html,md,csv,json,junit', '-o', join(out, 'report.html')],
  ]);
  expect([code, stderr]).toEqual([0, expect.not.stringContaining('warning')]);
  expect(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')).latency).toHaveLength(4);
});

test('shards of version 1 are merged into a run of the current version', async () => {
  const root = copied();
  const out = join(root, 'merged');
  const { code } = await runCli(['merge', join(root, 'shard1'), join(root, 'shard2'), '--out', out]);
  expect(code).toBe(1);
  const merged = readRun(out).records.filter(({ type }) => type === 'accuracy' || type === 'latency');
  expect(merged).toHaveLength(12);
  expect(firstLine(join(out, 'records.jsonl'))).toMatchObject({ schema: 'fastvit-bench/records@2' });
});

test('a run of version 1 becomes one of the current version when it is opened for writing', () => {
  const folder = join(copied(), 'finished');
  const before = readRun(folder);
  const gallery = before.records.find(({ type }) => type === 'gallery')!;
  writeFileSync(
    join(folder, 'records.jsonl'),
    `${readFileSync(join(folder, 'records.jsonl'), 'utf8')}not JSON\n{"type":"la`,
  );
  const store = resumeRun(folder);
  store.append([gallery]);
  store.close();
  expect(firstLine(join(folder, 'records.jsonl'))).toEqual({
    schema: 'fastvit-bench/records@2',
    run: before.run.id,
  });
  expect(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'))).toEqual({
    ...before.run,
    schema: RUN_SCHEMA,
  });
  const text = readFileSync(join(folder, 'records.jsonl'), 'utf8');
  expect(text).not.toContain('sittings');
  expect(text).toContain('\nnot JSON\n');
  const after = readRun(folder);
  expect(after.records).toEqual([...before.records, gallery]);
  expect(after.problems).toHaveLength(1);
});

test('a journal of version 1 is upgraded in place before blocks are added to it', () => {
  const folder = join(copied(), 'unfinished');
  const { kept, append } = openJournal(folder, '32x32/b1/t1');
  expect(kept.blocks.map(({ sessionStartedAt }) => sessionStartedAt)).toEqual([
    '2026-11-24T22:11:33.208Z',
    '2026-11-24T22:11:33.208Z',
  ]);
  append({ ...kept.blocks[0]!, sessionStartedAt: 'later' });
  expect(firstLine(journalOf(folder))).toMatchObject({ schema: 'fastvit-bench/blocks@2' });
  expect(readFileSync(journalOf(folder), 'utf8')).not.toContain('sitting"');
  expect(openJournal(folder, '32x32/b1/t1').kept.blocks).toHaveLength(3);
});

test('a run of version 1 that was killed within a group is resumed from its blocks', async () => {
  const root = copied();
  const folder = join(root, 'unfinished');
  // As if it had been started on this machine, by this version.
  const run = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
  writeFileSync(
    join(folder, 'run.json'),
    JSON.stringify({ ...run, environment: captureEnvironment(runtimePackages()) }),
  );
  const { code } = await runCli(['run', join(root, 'unfinished.suite.json'), '--out', folder]);
  expect(code).toBe(0);
  const { records } = readRun(folder);
  expect(records.map(({ type }) => type)).toEqual(['latency', 'latency']);
  for (const record of records) expect(record).toMatchObject({ sampling: { blocksPerSession: [2, 2] } });
}, 120_000);

function firstCalibration() {
  const [name] = readdirSync(join(V1, 'calibration'));
  return JSON.parse(readFileSync(join(V1, 'calibration', name!), 'utf8'));
}
