import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { installationChecks, runChecks } from '../../src/cli/doctor/checks.ts';
import { runtimeChecks } from '../../src/cli/doctor/runtimes.ts';
import { Environment } from '../../src/results/environment.ts';
import { findChromium } from '../../src/runtimes/browser/chromium.ts';
import { RUNTIMES } from '../../src/runtimes/index.ts';
import { runCli } from './cli.ts';

test('the doctor reports this installation and machine', async () => {
  const { stdout, stderr } = await runCli(['doctor', '--quick', '--json']);
  const { checks, environment } = JSON.parse(stdout);
  expect(stderr).toBe('');
  const node = checks.find((check: { name: string }) => check.name === 'node');
  expect(node).toEqual({ name: 'node', state: 'ok', detail: process.versions.node });
  const runtime = checks.find((check: { name: string }) => check.name === 'onnxruntime-node');
  expect(runtime.detail).toMatch(/^1\.\d+\.\d+.*cpu/);
  expect(Environment.parse(environment).versions.node).toBe(process.versions.node);
});

test('the text output names the machine', async () => {
  const { stdout } = await runCli(['doctor', '--quick']);
  expect(stdout).toMatch(/^ok {7}node/);
  expect(stdout).toContain('machine ');
});

test('a results folder that is a file is broken; checking creates no folder', () => {
  const at = mkdtempSync(join(tmpdir(), 'doctor-'));
  writeFileSync(join(at, 'file'), '');
  const probe = (folder: string) =>
    installationChecks(RUNTIMES, {}, folder)
      .find(({ name }) => name === 'results folder')!
      .probe();
  expect(() => probe(join(at, 'file'))).toThrow('is a file, not a folder');
  expect(probe(join(at, 'new'))).toBe(`${join(at, 'new')}, which the first run will create`);
  expect(readdirSync(at)).toEqual(['file']);
  expect(probe(at)).toBe(at);
});

test('a check that throws is broken, or missing if its part is optional', async () => {
  const check = { purpose: 'x', fix: 'do y', probe: () => Promise.reject(new Error('no\nstack')) };
  expect(
    await runChecks([
      { ...check, name: 'a', optional: false },
      { ...check, name: 'b', optional: true },
    ]),
  ).toEqual([
    { name: 'a', state: 'broken', detail: 'needed for x: no', fix: 'do y' },
    { name: 'b', state: 'missing', detail: 'needed for x: no', fix: 'do y' },
  ]);
});

test('a CHROMIUM_PATH without a file is reported', () => {
  expect(() => findChromium({ CHROMIUM_PATH: '/nowhere/chromium' })).toThrow(
    'there is no browser at /nowhere/chromium',
  );
});

test('every provider of every runtime is tried', () => {
  const known = RUNTIMES.flatMap(({ name, providers }) =>
    Object.keys(providers).map((provider) => `${name}:${provider}`),
  );
  // onnxruntime on the CPU is part of the installation and has its own line.
  const tried = ['onnxruntime:cpu', ...runtimeChecks().map(({ name }) => name)];
  expect(tried.sort()).toEqual(known.sort());
});

test('runtimes are tried on a small network; one that fails says why, and what to do', {
  timeout: 60_000,
}, async () => {
  const checks = ['tfjs:wasm', 'onnxruntime:cuda'].flatMap((wanted) =>
    runtimeChecks().filter(({ name }) => name === wanted),
  );
  const results = await runChecks(checks);
  expect(results[0]).toEqual({ name: 'tfjs:wasm', state: 'ok', detail: '4.22.0, SIMD' });
  if (results[1]!.state === 'ok') return;
  expect(results[1]).toEqual({
    name: 'onnxruntime:cuda',
    state: 'missing',
    detail: expect.stringContaining(
      'needed for CUDA in onnxruntime-node: the provider cuda is not available here: it needs',
    ),
    fix: expect.stringContaining('docs/runtimes.md'),
  });
});
