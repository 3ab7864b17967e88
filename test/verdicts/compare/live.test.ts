import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { MeasureGroup } from '../../../src/latency/index.ts';
import { modelSource } from '../../../src/runs/execute/index.ts';
import { DEFAULTS, exitCodeOf } from '../../../src/verdicts/compare/index.ts';
import {
  compareLive,
  parseSource,
  sourceName,
  writeModels,
} from '../../../src/verdicts/compare/live/index.ts';
import { runCli } from '../../cli/cli.ts';
import { sampleLatency } from '../../results/samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'live-'));

async function written(name: string, depths: number[]): Promise<string> {
  const path = join(folder, `${name}.onnx`);
  await modelSource.write(
    { extends: 'fastvit_t8', id: name, depths },
    { form: 'inference', resolution: [64, 64], batch: 1, weights: 'seed:0', format: 'onnx', path },
  );
  return path;
}

/** A machine on which the second side takes `slower` times as long, whatever its speed. */
function machine(slower: number): MeasureGroup {
  return async (cells, { group }) =>
    cells.map(({ cell, modelDigest, cost }, side) => {
      const blocks = Array.from({ length: 8 }, (_, block) => {
        const mood = 1 + 0.3 * Math.sin(block);
        return Array.from(
          { length: 4 },
          (_, round) =>
            10 * mood * (side === 0 ? 1 : slower) * (1 + 0.004 * Math.sin(7 * block + 3 * round + side)),
        );
      });
      return sampleLatency(cell, 10, {
        group,
        blocks,
        modelDigest,
        stop: 'budget',
        ...(cost ? { cost } : {}),
      });
    });
}

const options = {
  base: 'before',
  head: 'after',
  resolution: 64,
  batch: 1,
  threads: 1,
  budgetSeconds: 1,
  isolation: 'shared' as const,
  compare: DEFAULTS,
  signal: new AbortController().signal,
  clock: () => 0,
};

test('both sides interleaved: the ratio within rounds decides, and changes of the file are exact', async () => {
  const [base, head] = [await written('before', [1, 1, 1, 1]), await written('after', [2, 1, 1, 1])];
  const slower = await compareLive([{ model: 'm', base, head }], folder, options, machine(1.12));
  expect(slower.verdicts).toMatchObject([
    { cell: 'm/inference/onnxruntime-cpu/64x64/b1/t1', verdict: 'regressed' },
  ]);
  expect(slower.verdicts[0]!.ratio!.value).toBeCloseTo(1.12, 2);
  expect(slower.exactChanges.map(({ metric }) => metric)).toEqual(['model', 'parameters', 'macs']);
  expect(exitCodeOf(slower)).toBe(1);

  const same = await compareLive([{ model: 'm', base, head: base }], folder, options, machine(1));
  expect([same.counts.equivalent, same.exactChanges, exitCodeOf(same)]).toEqual([1, [], 0]);
}, 60_000);

test('the command compares a real model with itself', async () => {
  const path = await written('itself', [1, 1, 1, 1]);
  const { code, stdout } = await runCli([
    'compare',
    '--live',
    path,
    path,
    '--resolution',
    '64',
    '--budget',
    '2s',
    '--isolation',
    'shared',
    '--json',
  ]);
  const { verdicts, exactChanges } = JSON.parse(stdout);
  // How noisy this machine is decides between equivalent and unresolved; a false alarm is one in a hundred.
  expect(verdicts).toHaveLength(1);
  expect(verdicts[0].ratio.value).toBeGreaterThan(0);
  expect(exactChanges).toEqual([]);
  expect(code).toBe(verdicts[0].verdict === 'regressed' ? 1 : 0);
}, 120_000);

test('a side is an ONNX file, an npm version or a git ref', async () => {
  const path = await written('file', [1, 1, 1, 1]);
  expect(await parseSource(path, folder)).toEqual({ kind: 'file', path });
  expect(await parseSource('npm:latest', folder)).toEqual({ kind: 'npm', spec: 'latest' });
  expect(await parseSource('1.2.0', folder)).toEqual({ kind: 'npm', spec: '1.2.0' });
  await expect(parseSource('missing.onnx', folder)).rejects.toThrow('missing.onnx: no such file');
  await expect(parseSource('--upload-pack=x', folder)).rejects.toThrow(
    'is not an ONNX file, an npm version or a git ref of this clone',
  );
  const mixed = await runCli(['compare', '--live', path, '1.2.0']);
  expect([mixed.code, mixed.stderr]).toEqual([
    2,
    'fastvit-bench: --live compares two ONNX files, or two versions of the code (git refs, npm versions), not one of each\n',
  ]);
});

/** Stands for a version of fastvit-bench: its `export` writes its own name and what it was asked. */
const EXPORTER = `import { writeFileSync } from 'node:fs';
const argv = process.argv.slice(2);
writeFileSync(argv[argv.indexOf('-o') + 1], argv.slice(0, 4).join(' '));
`;

test('a git ref exports with its own code, and leaves no work tree behind', async () => {
  const repository = mkdtempSync(join(tmpdir(), 'live-git-'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', repository, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
  git('init', '-q', '-b', 'main');
  mkdirSync(join(repository, 'src/cli'), { recursive: true });
  writeFileSync(join(repository, 'src/cli/main.ts'), EXPORTER);
  writeFileSync(join(repository, 'package.json'), '{"type": "module"}');
  writeFileSync(join(repository, '.gitignore'), 'node_modules\n');
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
  // What is installed in the clone serves a ref with the same lock file.
  symlinkSync(
    fileURLToPath(new URL('../../../node_modules', import.meta.url)),
    join(repository, 'node_modules'),
  );
  writeFileSync(join(repository, 'src/cli/main.ts'), 'not committed, and not run');

  const source = await parseSource('main', repository);
  expect(sourceName(source)).toMatch(/^main \([0-9a-f]{8}\)$/);
  const wanted = { models: ['fastvit_t8'], resolution: 96, batch: 1 };
  const out = join(folder, 'from-git');
  const files = await writeModels(source, wanted, out, options.signal);
  expect(readFileSync(files.get('fastvit_t8')!, 'utf8')).toBe('export fastvit_t8 --resolution 96');
  expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
}, 60_000);

test('an npm version exports with its own code, too', async () => {
  const home = mkdtempSync(join(tmpdir(), 'live-npm-'));
  writeFileSync(
    join(home, 'package.json'),
    '{"name": "fastvit-bench", "version": "9.9.9", "type": "module", "bin": {"fastvit-bench": "main.js"}}',
  );
  writeFileSync(join(home, 'main.js'), EXPORTER);
  execFileSync('npm', ['pack', '--silent'], { cwd: home, stdio: 'pipe' });
  const source = await parseSource(join(home, 'fastvit-bench-9.9.9.tgz'), home);
  expect(sourceName(source)).toBe('npm fastvit-bench-9.9.9.tgz');
  const wanted = { models: ['cmt_ti', 'fastvit_t8'], resolution: 96, batch: 1 };
  const files = await writeModels(source, wanted, join(folder, 'from-npm'), options.signal);
  expect([...files.keys()]).toEqual(['cmt_ti', 'fastvit_t8']);
  expect(readFileSync(files.get('cmt_ti')!, 'utf8')).toBe('export cmt_ti --resolution 96');
  writeFileSync(join(home, 'main.js'), 'throw new Error("no such model")');
  execFileSync('npm', ['pack', '--silent'], { cwd: home, stdio: 'pipe' });
  await expect(writeModels(source, wanted, join(folder, 'broken'), options.signal)).rejects.toThrow(
    /^npm fastvit-bench-9\.9\.9\.tgz: export cmt_ti failed: /,
  );
}, 120_000);
