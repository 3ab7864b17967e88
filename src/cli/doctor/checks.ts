import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { installedVersion, messageOf } from '../../files/index.ts';
import type { Requirement, Runtime } from '../../runtimes/index.ts';

export interface CheckResult {
  readonly name: string;
  /** `missing`: an optional part does not work; everything else does. */
  readonly state: 'ok' | 'missing' | 'broken';
  readonly detail: string;
  /** What to do, unless the state is `ok`. */
  readonly fix?: string;
}

/** One part that the project needs or can use: a line of the doctor's table. */
export interface Check extends Omit<Requirement, 'probe'> {
  /** Describes what was found, in a few words. @throws Error if it does not work */
  probe(): Promise<string> | string;
}

/**
 * Runs the checks one after the other. One that throws is `broken`, or `missing` if its part is optional.
 *
 * @throws the signal's reason, between two probes
 */
export async function runChecks(checks: readonly Check[], signal?: AbortSignal): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const { name, purpose, optional, fix, probe } of checks) {
    signal?.throwIfAborted();
    try {
      results.push({ name, state: 'ok', detail: await probe() });
    } catch (error) {
      const why = messageOf(error).split('\n')[0];
      results.push({
        name,
        state: optional ? 'missing' : 'broken',
        detail: `needed for ${purpose}: ${why}`,
        fix,
      });
    }
  }
  return results;
}

/**
 * Lists the checks of the installation.
 *
 * @param env for the requirements of the runtimes
 * @param resultsFolder where runs are written
 */
export function installationChecks(
  runtimes: readonly Runtime[],
  env: Readonly<Record<string, string | undefined>>,
  resultsFolder: string,
): Check[] {
  return [
    {
      name: 'node',
      purpose: 'everything',
      optional: false,
      fix: 'install Node 20.19 or newer from https://nodejs.org',
      probe: () => supportedNode(process.versions.node),
    },
    ...runtimes.flatMap(({ requirements }) =>
      requirements.map((requirement) => ({ ...requirement, probe: () => requirement.probe(env) })),
    ),
    {
      name: 'sharp',
      purpose: 'decoding photographs',
      optional: false,
      fix: 'run `npm ci` without --omit=optional, since its binaries are optional packages',
      probe: async () => {
        const { default: sharp } = await import('sharp');
        return `${installedVersion('sharp')}, libvips ${sharp.versions.vips}`;
      },
    },
    {
      name: '@napi-rs/canvas',
      purpose: 'PNG charts',
      optional: false,
      fix: 'run `npm ci` without --omit=optional, since its binaries are optional packages',
      probe: async () => {
        const { createCanvas } = await import('@napi-rs/canvas');
        createCanvas(8, 8).getContext('2d').fillRect(0, 0, 8, 8);
        return installedVersion('@napi-rs/canvas');
      },
    },
    {
      name: '@duckdb/node-api',
      purpose: 'storing predictions, and `query`',
      optional: false,
      fix: 'run `npm ci` without --omit=optional, since its binaries are optional packages',
      probe: async () => `DuckDB ${(await import('@duckdb/node-api')).version()}`,
    },
    {
      name: 'bullmq',
      purpose: '`enqueue`, `worker` and `status`',
      optional: true,
      fix: 'run `npm ci` without --omit=optional',
      probe: () => `${installedVersion('bullmq')}, ioredis ${installedVersion('ioredis')}`,
    },
    {
      name: 'results folder',
      purpose: 'writing runs',
      optional: false,
      fix: 'start in a folder that you can write to, or give --out',
      probe: () => writable(resultsFolder),
    },
  ];
}

function supportedNode(version: string): string {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new Error(`Node ${version} is too old; 20.19 is the oldest that works`);
  return version;
}

/** Creates nothing: the first run creates the folder. */
function writable(folder: string): string {
  const there = existsSync(folder);
  if (there && !statSync(folder).isDirectory()) throw new Error(`${folder} is a file, not a folder`);
  accessSync(there ? folder : dirname(resolve(folder)), constants.W_OK | constants.X_OK);
  return there ? folder : `${folder}, which the first run will create`;
}
