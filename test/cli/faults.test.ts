import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { readRun } from '../../src/results/index.ts';
import { runCli } from './cli.ts';
import { ended, startCli, startCliWithin, stderrOf } from './process.ts';

const BLOCKS = 5;

function writeSuite(sampling: Record<string, unknown> = {}): { path: string; out: string } {
  const folder = mkdtempSync(join(tmpdir(), 'cli-faults-'));
  const path = join(folder, 'tiny.json');
  const latency = {
    models: ['fastvit_t8', 'mobileone_s0'],
    resolutions: [64],
    budgetSeconds: 300,
    sampling: {
      ...{ minBlocks: BLOCKS, maxBlocks: BLOCKS, roundsPerBlock: 2, warmupMaxMs: 50, turnMs: 5 },
      ...sampling,
    },
  };
  writeFileSync(path, JSON.stringify({ name: 'tiny', latency }));
  return { path, out: join(folder, 'out') };
}

/** Runs the command line in its own process, and disturbs it once `blocks` blocks are stored. */
async function disturbed(
  argv: string[],
  out: string,
  blocks: number,
  disturb: (parent: number) => Promise<void>,
): Promise<{ code: number | null; stderr: string }> {
  const child = startCli(argv, { stdio: ['ignore', 'ignore', 'pipe'] });
  const stderr = stderrOf(child);
  const code = ended(child);
  while (child.exitCode === null && keptBlocks(out) < blocks) await delay(5);
  await disturb(child.pid!);
  return { code: await code, stderr: stderr() };
}

function keptBlocks(out: string): number {
  const folder = join(out, 'blocks');
  if (!existsSync(folder)) return 0;
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  return texts.join('').match(/"sessionStartedAt"/g)?.length ?? 0;
}

/** Waits for a measuring process, and returns its id. */
async function measuringProcess(parent: number): Promise<number> {
  for (;;) {
    const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim();
    const [pid] = children.split(' ').filter((one) => isMeasuring(one));
    if (pid !== undefined) return Number(pid);
    await delay(2);
  }
}

function isMeasuring(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(join('onnxruntime', 'child'));
  } catch {
    return false;
  }
}

const linux = existsSync('/proc/self/task');

test.skipIf(!linux).each([
  ['SIGKILL', {}, 'was killed (SIGKILL'],
  ['SIGSTOP', { timeoutSeconds: 10 }, 'no answer for 10 s'],
] as const)(
  'a process that gets %s in a late block loses only that block; --resume measures it',
  async (signal, sampling, reason) => {
    const { path, out } = writeSuite({ anchor: false, ...sampling });
    const { code } = await disturbed(
      ['run', path, '--out', out],
      out,
      2,
      async (parent) => void process.kill(await measuringProcess(parent), signal),
    );
    expect(code).toBe(1);
    const { records } = readRun(out);
    const failed = records.find((record) => record.type === 'failed');
    const other = records.find((record) => record.type === 'latency');
    expect(failed!.reason).toContain(reason);
    expect(failed!.blocks!.length).toBeGreaterThanOrEqual(2);
    expect(other!.blocks).toHaveLength(BLOCKS);

    const again = await runCli(['run', path, '--out', out, '--resume']);
    expect(again.stderr).toContain(
      '1 of 2 latency cells already measured, 1 failed and will be measured again',
    );
    expect(again.code).toBe(0);
    const after = readRun(out).records;
    expect(after.map(({ type }) => type)).toEqual(['latency', 'latency']);
    const kept = failed!.blocks!.length;
    for (const record of after) {
      if (record.type !== 'latency') continue;
      expect(record.sampling.blocksPerSession).toEqual([kept, BLOCKS - kept]);
      if (record.cell.model === failed!.cell.model)
        expect(record.blocks.slice(0, kept)).toEqual(failed!.blocks);
    }
    expect(existsSync(join(out, 'blocks'))).toBe(false);
  },
  180_000,
);

test.skipIf(!linux)(
  'a run that is killed within a group resumes from its blocks',
  async () => {
    const { path, out } = writeSuite();
    await disturbed(
      ['run', path, '--out', out],
      out,
      2,
      async (parent) => void process.kill(parent, 'SIGKILL'),
    );
    const kept = keptBlocks(out);
    expect(readRun(out).records).toEqual([]);

    const again = await runCli(['run', path, '--out', out]);
    expect(again.code).toBe(0);
    expect(again.stderr).toMatch(new RegExp(`64x64/b1/t1: resuming with ${kept} blocks? already measured\n`));
    for (const record of readRun(out).records)
      expect(record).toMatchObject({
        type: 'latency',
        sampling: { blocksPerSession: [kept, BLOCKS - kept] },
      });
  },
  180_000,
);

const textures = {
  name: 'tiny',
  accuracy: {
    data: 'textures10',
    models: ['fastvit_nano'],
    weights: 'shipped',
    protocol: 'native',
    limit: 200,
    unitImages: 8,
    workers: 1,
    corruptions: ['fog'],
  },
};

test('a run whose folder is removed during accuracy ends with one line, and creates nothing in its place', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cli-faults-'));
  const out = join(folder, 'out');
  writeFileSync(join(folder, 'tiny.json'), JSON.stringify(textures));
  const child = startCli(['run', 'tiny.json', '--out', out], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const stderr = stderrOf(child);
  const code = ended(child);
  const parts = join(out, 'predictions');
  while (child.exitCode === null && !(existsSync(parts) && readdirSync(parts).length > 0)) await delay(5);
  // Out of its place at once, while removing it would take a moment.
  renameSync(out, join(folder, 'elsewhere'));
  expect(await code).toBe(2);
  const lines = stderr()
    .split('\n')
    .filter((line) => line.startsWith('fastvit-bench:'));
  expect(lines).toEqual([
    expect.stringMatching(
      /^fastvit-bench: cannot write .*: the file or its folder does not exist; the folder .*out was removed during the run; run the same command again to start over$/,
    ),
  ]);
  expect(existsSync(out)).toBe(false);
}, 180_000);

test.skipIf(process.platform === 'win32')(
  'a disk that is full for the models ends the run with one line; it resumes when there is space',
  async () => {
    const { path, out } = writeSuite({ minBlocks: 2, maxBlocks: 2, anchor: false });
    const temporary = mkdtempSync(join(tmpdir(), 'cli-faults-'));
    const child = startCliWithin(1024, ['run', path, '--out', out], {
      env: { ...process.env, TMPDIR: temporary, TSX_DISABLE_CACHE: '1' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const stderr = stderrOf(child);
    expect(await ended(child)).toBe(2);
    expect(stderr().trim().split('\n').at(-1)).toMatch(
      /^fastvit-bench: cannot write .*fastvit_t8.*: the quota or size limit is reached; finished measurements are in .*out; fix this, then run the same command again to resume$/,
    );
    expect(readdirSync(temporary).filter((name) => name.startsWith('fastvit-bench'))).toEqual([]);
    expect(readdirSync(out).sort()).toEqual(['records.jsonl', 'run.json']);

    const again = await runCli(['run', path, '--out', out]);
    expect(again.code).toBe(0);
    expect(again.stderr).toContain(`resuming ${out}`);
    expect(readRun(out).records.map(({ type }) => type)).toEqual(['latency', 'latency']);
  },
  180_000,
);
