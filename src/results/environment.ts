import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { installedPackage, installedVersion, packageRoot, packageVersion } from '../files/index.ts';

/** The environment of a run: everything about machine and software that could explain a difference between two runs. */
export const Environment = z.object({
  cpu: z.object({
    model: z.string(),
    logicalCores: z.number().int(),
    /** Cores that this process may use, by affinity and container limits. */
    available: z.number().int(),
    architecture: z.string(),
    governor: z.string().optional().describe('cpufreq governor, if the system reports it'),
  }),
  memory: z.object({ totalBytes: z.number(), freeBytes: z.number() }),
  os: z.object({ platform: z.string(), name: z.string(), release: z.string() }),
  limits: z.object({
    cpus: z.number().optional().describe('cgroup quota, in CPUs'),
    memoryBytes: z.number().optional().describe('cgroup limit'),
  }),
  container: z.boolean(),
  ci: z.string().optional().describe('the CI system, if the environment variables name one'),
  load: z.tuple([z.number(), z.number(), z.number()]).describe('load averages over 1, 5, 15 minutes'),
  versions: z
    .record(z.string(), z.string())
    .describe('of node, fastvit-bench and the packages that take part in measurements'),
  commit: z
    .string()
    .optional()
    .describe('git commit of fastvit-bench, with "-dirty" if it has local changes'),
});
export type Environment = z.infer<typeof Environment>;

/** Packages that take part in every measurement, whatever the runtime. */
const MEASURING_PACKAGES = ['tinybench', 'sharp'];

/**
 * Reads the machine, the operating system, the container's limits and all versions. Never throws.
 *
 * @param packages of the runtimes, whose versions are recorded as well, used or not
 */
export function captureEnvironment(
  packages: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): Environment {
  const root = packageRoot();
  const governor = readLine('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor');
  const commit = gitCommit(root);
  const ci = ciSystem(env);
  return {
    cpu: {
      model: os.cpus()[0]?.model.trim() || 'unknown',
      logicalCores: os.cpus().length,
      available: os.availableParallelism(),
      architecture: os.arch(),
      ...(governor === undefined ? {} : { governor }),
    },
    memory: { totalBytes: os.totalmem(), freeBytes: os.freemem() },
    os: { platform: os.platform(), name: osName(), release: os.release() },
    limits: cgroupLimits('/sys/fs/cgroup'),
    container:
      existsSync('/.dockerenv') ||
      existsSync('/run/.containerenv') ||
      env.KUBERNETES_SERVICE_HOST !== undefined,
    ...(ci === undefined ? {} : { ci }),
    load: os.loadavg() as [number, number, number],
    versions: {
      node: process.versions.node,
      v8: process.versions.v8,
      'fastvit-bench': packageVersion(),
      ...installedVersions([...packages, ...MEASURING_PACKAGES]),
    },
    ...(commit === undefined ? {} : { commit }),
  };
}

/**
 * The CPU quota and memory limit of a cgroup folder, version 2 or 1; a limit that is not set is left out.
 * onnxruntime and Node's thread pool ignore them, so they are recorded.
 */
export function cgroupLimits(folder: string): Environment['limits'] {
  const [quota2, period2] = (readLine(join(folder, 'cpu.max')) ?? '').split(' ');
  const quota1 = readLine(join(folder, 'cpu/cpu.cfs_quota_us'));
  const period1 = readLine(join(folder, 'cpu/cpu.cfs_period_us'));
  const cpus = Number(quota2 || quota1) / Number(period2 || period1);
  const memory = Number(
    readLine(join(folder, 'memory.max')) ?? readLine(join(folder, 'memory/memory.limit_in_bytes')),
  );
  return {
    ...(Number.isFinite(cpus) && cpus > 0 ? { cpus } : {}),
    // cgroup version 1 expresses "no limit" by a number near 2^63.
    ...(Number.isFinite(memory) && memory > 0 && memory < 2 ** 60 ? { memoryBytes: memory } : {}),
  };
}

function osName(): string {
  const release = readText('/etc/os-release');
  return release?.match(/^PRETTY_NAME="?(.*?)"?$/m)?.[1] ?? os.type();
}

function ciSystem(env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (env.GITHUB_ACTIONS) return `GitHub Actions (${env.RUNNER_NAME ?? 'runner'})`;
  if (env.GITLAB_CI) return 'GitLab CI';
  return env.CI ? 'CI' : undefined;
}

function installedVersions(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (installedPackage(name) === undefined ? [] : [[name, installedVersion(name)]])),
  );
}

function gitCommit(root: string): string | undefined {
  if (!existsSync(join(root, '.git'))) return undefined;
  try {
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', root, ...args], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim();
    return git('rev-parse', 'HEAD') + (git('status', '--porcelain', '-uno') === '' ? '' : '-dirty');
  } catch {
    return undefined;
  }
}

function readLine(path: string): string | undefined {
  return readText(path)?.trim().split('\n')[0];
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
