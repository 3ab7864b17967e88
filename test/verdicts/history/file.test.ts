import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { appendPoint, historyName, readHistory, readSeries } from '../../../src/verdicts/history/file.ts';
import { sampleHeader, samplePoint } from './samples.ts';

function emptyFolder(): { folder: string; path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'history-'));
  return { folder, path: join(folder, historyName(sampleHeader())) };
}

test('points are read back in the order of time, one per run', () => {
  const { folder, path } = emptyFolder();
  for (const night of [2, 0, 1, 2]) appendPoint(folder, sampleHeader(), samplePoint(night));
  expect(readSeries(path)).toEqual({
    path,
    header: sampleHeader(),
    points: [0, 1, 2].map((night) => samplePoint(night)),
    problems: [],
  });
  expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(5);
});

test('another machine, version or model file is another file', () => {
  const { folder } = emptyFolder();
  appendPoint(folder, sampleHeader(), samplePoint(0));
  appendPoint(folder, sampleHeader({ modelDigest: 'other' }), samplePoint(1));
  appendPoint(folder, sampleHeader({ environment: [['CPU', 'Other CPU']] }), samplePoint(1));
  expect(readHistory(folder)).toHaveLength(3);
});

test('an incomplete line of a killed writer is skipped, and the next point is complete', () => {
  const { folder, path } = emptyFolder();
  appendPoint(folder, sampleHeader(), samplePoint(0));
  appendPoint(folder, sampleHeader(), samplePoint(1));
  truncateSync(path, readFileSync(path).length - 20);
  expect(readSeries(path)).toMatchObject({ points: [{ run: 'night-0' }], problems: [] });
  appendPoint(folder, sampleHeader(), samplePoint(2));
  const { points, problems } = readSeries(path);
  expect(points.map(({ run }) => run)).toEqual(['night-0', 'night-2']);
  expect(problems).toEqual([`${path}:3: skipped a line that is not a point`]);
});

test('a newer version and a foreign file are refused, each with a sentence', () => {
  const { folder, path } = emptyFolder();
  const newer = `${JSON.stringify({ ...sampleHeader(), schema: 'fastvit-bench/history@9' })}\n`;
  writeFileSync(path, newer);
  const sentence = `${path} was written by a newer fastvit-bench (schema fastvit-bench/history@9; this version reads up to fastvit-bench/history@2): update fastvit-bench`;
  expect(() => readHistory(folder)).toThrow(sentence);
  expect(() => appendPoint(folder, sampleHeader(), samplePoint(0))).toThrow(sentence);
  expect(readFileSync(path, 'utf8')).toBe(newer);
  writeFileSync(path, '{"name": "something else"}\n');
  expect(() => readSeries(path)).toThrow(/is not a history file of fastvit-bench/);
  writeFileSync(
    path,
    `${JSON.stringify(sampleHeader())}\n${JSON.stringify(sampleHeader({ series: 'other' }))}\n`,
  );
  expect(() => readSeries(path)).toThrow(/contains two different series/);
});

test.each([
  ['empty', '', 'is empty'],
  ['full of zeros', '\0\0\0', 'is not a history file'],
])('nothing is appended to a file that is %s', (_, content, problem) => {
  const { folder, path } = emptyFolder();
  writeFileSync(path, content);
  expect(() => appendPoint(folder, sampleHeader(), samplePoint(0))).toThrow(`${path} ${problem}`);
  expect(readFileSync(path, 'utf8')).toBe(content);
  expect(readdirSync(folder).sort()).toEqual(['.gitattributes', historyName(sampleHeader())]);
});

test('two simultaneous writers lose nothing', async () => {
  const { folder, path } = emptyFolder();
  await Promise.all(['a', 'b'].map((name) => ended(startWriter(folder, name, 60))));
  const { points, problems } = readSeries(path);
  expect(problems).toEqual([]);
  expect(points).toHaveLength(120);
  expect(readdirSync(folder).sort()).toEqual(['.gitattributes', historyName(sampleHeader())]);
}, 120_000);

test('a killed writer leaves complete points, and the next one continues', async () => {
  const { folder, path } = emptyFolder();
  const child = startWriter(folder, 'victim', 100_000);
  let dots = 0;
  child.stdout!.on('data', (text: Buffer) => {
    dots += text.length;
    if (dots > 20) child.kill('SIGKILL');
  });
  await ended(child);
  const before = readSeries(path).points.length;
  expect(before).toBeGreaterThan(20);
  appendPoint(folder, sampleHeader(), samplePoint(5, { run: 'successor' }));
  const { points, problems } = readSeries(path);
  expect(points).toHaveLength(before + 1);
  expect(problems.length).toBeLessThanOrEqual(1);
}, 120_000);

test('git merges two branches that recorded different nights, without a conflict', () => {
  const { folder, path } = emptyFolder();
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      stdio: 'pipe',
    });
  git('init', '-q', '-b', 'main');
  appendPoint(folder, sampleHeader(), samplePoint(0));
  const commit = (message: string) => {
    git('add', '-A');
    git('commit', '-q', '-m', message);
  };
  commit('first');
  git('checkout', '-q', '-b', 'other');
  appendPoint(folder, sampleHeader(), samplePoint(1));
  // Made on both branches: the same header twice.
  appendPoint(folder, sampleHeader({ series: 'new' }), samplePoint(1));
  commit('other');
  git('checkout', '-q', 'main');
  appendPoint(folder, sampleHeader(), samplePoint(2));
  appendPoint(folder, sampleHeader({ series: 'new' }), samplePoint(2));
  commit('main');
  git('merge', '-q', 'other', '-m', 'merge');
  expect(readSeries(path).points.map(({ run }) => run)).toEqual(['night-0', 'night-1', 'night-2']);
  const both = readSeries(join(folder, historyName(sampleHeader({ series: 'new' }))));
  expect(both.points.map(({ run }) => run)).toEqual(['night-1', 'night-2']);
});

test('the order of lines, repetitions and blank lines do not matter', () => {
  const { folder, path } = emptyFolder();
  for (const night of [0, 1, 2]) appendPoint(folder, sampleHeader(), samplePoint(night));
  const { points } = readSeries(path);
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  writeFileSync(path, `${[...lines].reverse().join('\n\n')}\n`);
  appendFileSync(path, `${lines.join('\n')}\n`);
  expect(readSeries(path)).toMatchObject({ points, problems: [] });
});

function startWriter(folder: string, name: string, count: number) {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm')).href;
  const script = fileURLToPath(new URL('./writer.ts', import.meta.url));
  const argv = ['--conditions=fastvit-bench-source', '--import', loader, script, folder, name, `${count}`];
  return spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
}

function ended(child: ReturnType<typeof startWriter>): Promise<void> {
  child.stdout!.resume();
  return new Promise((done) => child.once('close', () => done()));
}

test('a damaged file, a missing folder and a file in its place are one line each', () => {
  const { folder, path } = emptyFolder();
  writeFileSync(path, '');
  expect(() => readHistory(folder)).toThrow(`${path} is empty; restore it from a backup, or delete it`);
  writeFileSync(path, '{"schema": "fastvit-bench/history@2"}\n');
  expect(() => readHistory(folder)).toThrow(`${path} is damaged: its first line does not describe a series`);
  writeFileSync(path, `${JSON.stringify(sampleHeader())}\n${'not a point\n'.repeat(500)}`);
  expect(readSeries(path).problems).toEqual([
    `${path}:2: skipped a line that is not a point`,
    `${path}: skipped 499 more lines that are not points`,
  ]);
  expect(() => readHistory(path)).toThrow(`${path} is a file, not the folder of a history`);
  const nowhere = join(folder, 'nowhere');
  expect(() => readHistory(nowhere)).toThrow(
    `${nowhere}: no such folder; fastvit-bench run <suite> --record ${nowhere} starts a history there`,
  );
});
