import { createRequire } from 'node:module';
import util from 'node:util';
import type * as Tensorflow from '@tensorflow/tfjs';
import { messageOf } from '../../files/index.ts';

const require = createRequire(import.meta.url);

export interface ReadyBackend {
  readonly tf: typeof Tensorflow;
  /** What to record: versions, and what decides the speed. */
  readonly versions: Record<string, unknown>;
}

/**
 * TensorFlow.js with a backend of Node ready and chosen.
 *
 * @param backend `wasm` (SIMD, one thread), `cpu` (plain JavaScript), or `tensorflow` (tfjs-node)
 * @throws Error that says what to do where the backend or the number of threads cannot be had
 */
export async function useBackend(backend: string, threads: number): Promise<ReadyBackend> {
  switch (backend) {
    case 'cpu':
    case 'wasm':
      return javascript(backend, threads);
    case 'tensorflow':
      return native(threads);
    case 'webgl':
    case 'webgpu':
      throw new Error(
        `tfjs has ${backend} in a browser only: use the runtime "browser", provider "tfjs-${backend}"`,
      );
    default:
      throw new Error(`tfjs has no backend "${backend}" in Node: choose wasm, cpu or tensorflow`);
  }
}

async function javascript(backend: 'cpu' | 'wasm', threads: number): Promise<ReadyBackend> {
  if (threads !== 1) {
    throw new Error(
      `the ${backend} backend of tfjs has one thread in Node, ${threads} were asked for: set threads to 1, or use the runtime "browser"`,
    );
  }
  const tf = require('@tensorflow/tfjs') as typeof Tensorflow;
  if (backend === 'wasm') require('@tensorflow/tfjs-backend-wasm');
  if (!(await tf.setBackend(backend))) throw new Error(`the ${backend} backend of tfjs did not start`);
  const simd = backend === 'wasm' ? { simd: await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT') } : {};
  return { tf, versions: { version: tf.version.tfjs, ...simd } };
}

/**
 * TensorFlow reads the size of its pools from the environment, once, when its library is loaded; a second
 * session of this process cannot have another.
 */
async function native(threads: number): Promise<ReadyBackend> {
  const asked = String(threads);
  const had = process.env.TF_NUM_INTRAOP_THREADS;
  if (loaded() && had !== asked) {
    throw new Error(
      `TensorFlow runs with ${had} threads in this process, ${asked} were asked for: isolate by process`,
    );
  }
  process.env.TF_NUM_INTRAOP_THREADS = asked;
  process.env.TF_NUM_INTEROP_THREADS = '1';
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';
  repairUtil();
  const tf = loadNative();
  await tf.setBackend('tensorflow');
  const { binding } = tf.backend() as unknown as { binding: { TF_Version: string } };
  return { tf, versions: { version: tf.version.tfjs, tensorflow: binding.TF_Version } };
}

function loaded(): boolean {
  return Object.keys(require.cache).some((file) => file.endsWith('tfjs_binding.node'));
}

function loadNative(): typeof Tensorflow {
  try {
    return require('@tensorflow/tfjs-node') as typeof Tensorflow;
  } catch (error) {
    throw new Error(whyNoNative(error));
  }
}

/** What to say when tfjs-node cannot be loaded. */
export function whyNoNative(error: unknown): string {
  const missing = (error as { code?: string }).code === 'MODULE_NOT_FOUND';
  const why = missing ? 'it is not installed' : messageOf(error).trim().split('\n')[0];
  return `the tensorflow backend needs @tensorflow/tfjs-node, but ${why}; docs/runtimes.md says how to get it, "wasm" works without`;
}

/** tfjs-node 4.22 calls two functions that Node 23 removed. */
function repairUtil(): void {
  const old = util as unknown as Record<string, (value: unknown) => boolean>;
  old.isNullOrUndefined ??= (value) => value === undefined || value === null;
  old.isArray ??= Array.isArray;
}
