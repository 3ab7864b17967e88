import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readRun } from '../../src/results/index.ts';
import { runCli } from './cli.ts';
import { ended, startCli, stderrOf } from './process.ts';

function writeSuite(): { folder: string; path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'cli-signals-'));
  const path = join(folder, 'tiny.json');
  const latency = {
    models: ['fastvit_t8'],
    forms: ['inference', 'train'],
    resolutions: [64, 96],
    budgetSeconds: 1,
    sampling: {
      isolation: 'shared',
      anchor: false,
      minBlocks: 2,
      maxBlocks: 2,
      roundsPerBlock: 2,
      warmupMaxMs: 50,
      turnMs: 5,
    },
  };
  writeFileSync(path, JSON.stringify({ name: 'tiny', latency }));
  return { folder, path };
}

// Windows has no signals to send.
test.skipIf(process.platform === 'win32').each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)(
  'a run that gets %s leaves nothing behind, and resumes',
  async (signal, code) => {
    const { folder, path } = writeSuite();
    const temporary = join(folder, 'temporary');
    mkdirSync(temporary);
    let children: number[] = [];
    const child = startCli(['run', path], {
      cwd: folder,
      env: { ...process.env, TMPDIR: temporary, TSX_DISABLE_CACHE: '1' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const stderr = stderrOf(child, (text) => {
      // After the first group. `timeout` sends its signal to the process, and again to its group.
      if (!text.includes('96x96') || children.length > 0) return;
      children = [child.pid!, ...childrenOf(child.pid!)];
      child.kill(signal);
      child.kill(signal);
    });
    expect(await ended(child)).toBe(code);
    expect(stderr()).toMatch(
      /stopped; finished measurements are in results[\\/]tiny-[\d-]+; run the same command again to resume\n/,
    );
    while (children.some(isRunning)) await delay(10);
    expect(readdirSync(temporary).filter((name) => name.startsWith('fastvit-bench'))).toEqual([]);
    const run = join(folder, 'results', readdirSync(join(folder, 'results'))[0]!);
    expect(readRun(run).records).toHaveLength(2);
    expect(readRun(run).run.endedAt).toBeUndefined();
    expect(
      readdirSync(run)
        .filter((name) => name !== 'blocks')
        .sort(),
    ).toEqual(['records.jsonl', 'run.json']);

    const second = await runCli(['run', path, '--out', run]);
    expect(second.code).toBe(0);
    expect(second.stderr).toContain(`resuming ${run}: 2 of 4 latency cells already measured`);
    expect(second.stdout).toMatch(
      /^fastvit_t8 +train +onnxruntime cpu +[\d.]+ \[[\d.]+, [\d.]+\] +[\d.]+× +[\d.]+ /m,
    );
    expect(second.stdout).toContain(`report: ${join(run, 'report.html')}`);
    expect(readRun(run).records).toHaveLength(4);
    expect(readFileSync(join(run, 'report.html'), 'utf8')).toMatch(/^<!doctype html>/);
  },
  120_000,
);

test('a run whose output nobody reads goes on in silence', async () => {
  const { folder, path } = writeSuite();
  const out = join(folder, 'out');
  const child = startCli(['run', path, '--out', out], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout!.destroy();
  child.stderr!.once('data', () => child.stderr!.destroy());
  expect(await ended(child)).toBe(0);
  expect(readRun(out).records).toHaveLength(4);
  expect(readdirSync(out).sort()).toEqual(['records.jsonl', 'report.html', 'run.json']);
}, 120_000);

test('a command whose output nobody reads ends as usual', async () => {
  const child = startCli(['models'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout!.destroy();
  const stderr = stderrOf(child);
  expect(await ended(child)).toBe(0);
  expect(stderr()).toBe('');
});

test.skipIf(!existsSync('/dev/full'))('output that cannot be written is one line and code 2', async () => {
  const full = openSync('/dev/full', 'w');
  try {
    const child = startCli(['models'], { stdio: ['ignore', full, 'pipe'] });
    const stderr = stderrOf(child);
    expect(await ended(child)).toBe(2);
    expect(stderr()).toBe('fastvit-bench: cannot write the output: the disk is full\n');
    const silent = startCli(['models'], { stdio: ['ignore', full, full] });
    expect(await ended(silent)).toBe(2);
  } finally {
    closeSync(full);
  }
});

test('an interrupted conversion of images says how to resume', async () => {
  const out = join(mkdtempSync(join(tmpdir(), 'cli-signals-')), 'out');
  const photos = fileURLToPath(new URL('../../assets/photos', import.meta.url));
  const { code, stderr } = await runCli(['corrupt', photos, '-o', out, '--corruption', 'fog'], {
    signal: AbortSignal.abort(),
  });
  expect(code).toBe(130);
  expect(stderr).toContain(
    'stopped; the images written so far are complete; run the same command again to resume\n',
  );
});

/** Processes that a process started; none where there is no /proc. */
function childrenOf(pid: number): number[] {
  const path = `/proc/${pid}/task/${pid}/children`;
  return existsSync(path) ? readFileSync(path, 'utf8').split(' ').filter(Boolean).map(Number) : [];
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
