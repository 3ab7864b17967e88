import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cgroupLimits } from '../../src/results/environment.ts';
import { captureEnvironment, Environment } from '../../src/results/index.ts';

test('the environment is complete and valid', () => {
  const environment = captureEnvironment(['onnxruntime-node', 'not-installed'], {
    GITHUB_ACTIONS: 'true',
    RUNNER_NAME: 'box',
    CI: 'true',
  });
  expect(Environment.parse(environment)).toEqual(environment);
  expect(environment.ci).toBe('GitHub Actions (box)');
  expect(environment.versions['onnxruntime-node']).toMatch(/^\d+\.\d+\.\d+/);
  expect(environment.versions['fastvit-bench']).toMatch(/^\d+\.\d+\.\d+/);
  expect(captureEnvironment([], {}).ci).toBeUndefined();
});

test('container limits of cgroups 2 and 1', () => {
  const two = mkdtempSync(join(tmpdir(), 'cgroup-'));
  expect(cgroupLimits(two)).toEqual({});
  writeFileSync(join(two, 'cpu.max'), '150000 100000\n');
  writeFileSync(join(two, 'memory.max'), '2147483648\n');
  expect(cgroupLimits(two)).toEqual({ cpus: 1.5, memoryBytes: 2147483648 });
  writeFileSync(join(two, 'cpu.max'), 'max 100000\n');
  writeFileSync(join(two, 'memory.max'), 'max\n');
  expect(cgroupLimits(two)).toEqual({});

  const one = mkdtempSync(join(tmpdir(), 'cgroup-'));
  mkdirSync(join(one, 'cpu'));
  mkdirSync(join(one, 'memory'));
  writeFileSync(join(one, 'cpu/cpu.cfs_quota_us'), '-1\n');
  writeFileSync(join(one, 'cpu/cpu.cfs_period_us'), '100000\n');
  writeFileSync(join(one, 'memory/memory.limit_in_bytes'), '9223372036854771712\n');
  expect(cgroupLimits(one)).toEqual({});
  writeFileSync(join(one, 'cpu/cpu.cfs_quota_us'), '50000\n');
  expect(cgroupLimits(one)).toEqual({ cpus: 0.5 });
});
