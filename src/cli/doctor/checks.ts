import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { messageOf } from '../../files/index.ts';
import { findChromium } from '../../runtimes/index.ts';

export interface CheckResult {
  readonly name: string;
  /** `missing`: an optional part does not work; everything else does. */
  readonly state: 'ok' | 'missing' | 'broken';
  readonly detail: string;
  /** What to do, unless the state is `ok`. */
  readonly fix?: string;
}

/** One part that the project needs or can use: a line of the doctor's table. */
export interface Check {
  readonly name: string;
  /** What needs it. */
  readonly purpose: string;
  readonly optional: boolean;
  readonly fix: string;
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
      fix: 'run `npm ci` again; the package contains the binaries for Linux, macOS and Windows',
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
      fix: 'run `npm ci` without --omit=optional, since its binaries are optional packages',
      probe: async () => {
        const { default: sharp } = await import('sharp');
        return `${versionOf('sharp')}, libvips ${sharp.versions.vips}`;
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
        return versionOf('@napi-rs/canvas');
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
      purpose: '`enqueue`, `worker` and `status`',
      optional: true,
      fix: 'run `npm ci` without --omit=optional',
      probe: () => `${versionOf('bullmq')}, ioredis ${versionOf('ioredis')}`,
    },
    {
      name: 'chromium',
      purpose: 'the browser runtime',
      optional: true,
      fix: 'install Chromium or Chrome, or set CHROMIUM_PATH to its executable',
      probe: () => findChromium(env),
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

/** Reads the version of an installed package. @throws Error if it is not installed */
function versionOf(name: string): string {
  const require = createRequire(import.meta.url);
  const folder = (require.resolve.paths(name) ?? []).find((at) => existsSync(join(at, name, 'package.json')));
  if (folder === undefined) throw new Error('not installed');
  return require(join(folder, name, 'package.json')).version;
}

/** Creates nothing: the first run creates the folder. */
function writable(folder: string): string {
  const there = existsSync(folder);
  if (there && !statSync(folder).isDirectory()) throw new Error(`${folder} is a file, not a folder`);
  accessSync(there ? folder : dirname(resolve(folder)), constants.W_OK | constants.X_OK);
  return there ? folder : `${folder}, which the first run will create`;
}
