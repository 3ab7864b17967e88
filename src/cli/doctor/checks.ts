import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { messageOf } from '../../files/index.ts';
import { findChromium } from '../../runtimes/index.ts';

export interface CheckResult {
  readonly name: string;
  /** `missing` concerns an optional part: everything else works without it. */
  readonly state: 'ok' | 'missing' | 'broken';
  readonly detail: string;
  /** What to do, where something is to be done. */
  readonly fix?: string;
}

/** One thing that this project needs or can use; the doctor's table is made from a list of them. */
export interface Check {
  readonly name: string;
  /** What does not work without it. */
  readonly purpose: string;
  readonly optional: boolean;
  readonly fix: string;
  /** What was found, in a few words. @throws Error when it does not work. */
  probe(): Promise<string> | string;
}

/**
 * Probes one after the other; a probe that throws is `broken`, or `missing` where the part is optional.
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
      results.push({ name, state: optional ? 'missing' : 'broken', detail: `${purpose}: ${why}`, fix });
    }
  }
  return results;
}

/**
 * What this installation is made of.
 *
 * @param env for CHROMIUM_PATH and PATH
 * @param resultsFolder where runs are written
 */
export function installationChecks(
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
    {
      name: 'onnxruntime-node',
      purpose: 'native inference',
      optional: false,
      fix: 'run `npm ci` again; the binaries for linux, macOS and Windows are inside the package',
      probe: async () => {
        const { listSupportedBackends } = await import('onnxruntime-node');
        const backends = listSupportedBackends().map(({ name }) => name);
        return `${versionOf('onnxruntime-node')}, providers: ${backends.join(', ')}`;
      },
    },
    {
      name: 'sharp',
      purpose: 'decoding photographs',
      optional: false,
      fix: 'run `npm ci` without --omit=optional: the binaries of sharp are optional packages',
      probe: async () => {
        const { default: sharp } = await import('sharp');
        return `${versionOf('sharp')}, libvips ${sharp.versions.vips}`;
      },
    },
    {
      name: '@napi-rs/canvas',
      purpose: 'PNG charts',
      optional: false,
      fix: 'run `npm ci` without --omit=optional: the binaries of the canvas are optional packages',
      probe: async () => {
        const { createCanvas } = await import('@napi-rs/canvas');
        createCanvas(8, 8).getContext('2d').fillRect(0, 0, 8, 8);
        return versionOf('@napi-rs/canvas');
      },
    },
    {
      name: '@duckdb/node-api',
      purpose: 'predictions in Parquet and `query`',
      optional: false,
      fix: 'run `npm ci` without --omit=optional: the binaries of DuckDB are optional packages',
      probe: async () => `DuckDB ${(await import('@duckdb/node-api')).version()}`,
    },
    {
      name: 'onnxruntime-web',
      purpose: 'the wasm and browser runtimes',
      optional: false,
      fix: 'run `npm ci` again',
      probe: () => versionOf('onnxruntime-web'),
    },
    {
      name: '@tensorflow/tfjs',
      purpose: 'the tfjs runtime',
      optional: false,
      fix: 'run `npm ci` again',
      probe: () => versionOf('@tensorflow/tfjs'),
    },
    {
      name: 'bullmq',
      purpose: '`enqueue` and `worker`, spreading work over machines with Redis',
      optional: true,
      fix: 'npm ci without --omit=optional',
      probe: () => `${versionOf('bullmq')}, ioredis ${versionOf('ioredis')}`,
    },
    {
      name: 'chromium',
      purpose: 'the browser runtime',
      optional: true,
      fix: 'apt-get install chromium, or set CHROMIUM_PATH to a Chromium or Chrome executable',
      probe: () => findChromium(env),
    },
    {
      name: 'results folder',
      purpose: 'writing runs',
      optional: false,
      fix: 'start in a folder that you may write to, or give --out',
      probe: () => writable(resultsFolder),
    },
  ];
}

function supportedNode(version: string): string {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) throw new Error(`Node ${version} is too old`);
  return version;
}

/** Version of an installed package. @throws Error when it is not installed. */
function versionOf(name: string): string {
  const require = createRequire(import.meta.url);
  const folder = (require.resolve.paths(name) ?? []).find((at) => existsSync(join(at, name, 'package.json')));
  if (folder === undefined) throw new Error('not installed');
  return require(join(folder, name, 'package.json')).version;
}

/** Looks and makes nothing: the first run makes the folder. */
function writable(folder: string): string {
  const there = existsSync(folder);
  if (there && !statSync(folder).isDirectory()) throw new Error(`${folder} is a file, not a folder`);
  accessSync(there ? folder : dirname(resolve(folder)), constants.W_OK | constants.X_OK);
  return there ? folder : `${folder}, made by the first run`;
}
