import { createRequire } from 'node:module';
import util from 'node:util';
import type * as Tensorflow from '@tensorflow/tfjs';
import { messageOf } from '../../files/index.ts';

const require = createRequire(import.meta.url);

export interface ReadyBackend {
  readonly tf: typeof Tensorflow;
  /** Facts for the record: versions, and what determines the speed. */
  readonly versions: Record<string, unknown>;
}

/**
 * Loads TensorFlow.js and chooses a backend that works in Node.
 *
 * @param backend `wasm` (SIMD, one thread), `cpu` (plain JavaScript), or `tensorflow` (tfjs-node)
 * @throws Error that says what to do where the backend is not available or cannot have so many threads
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
      throw new Error(`tfjs has ${backend} only in a browser: use "browser:tfjs-${backend}"`);
    default:
      throw new Error(`tfjs has no backend "${backend}" in Node: choose wasm, cpu or tensorflow`);
  }
}

async function javascript(backend: 'cpu' | 'wasm', threads: number): Promise<ReadyBackend> {
  if (threads !== 1) {
    throw new Error(
      `the ${backend} backend of tfjs has one thread in Node: set threads to 1 instead of ${threads}, or use the runtime "browser"`,
    );
  }
  const tf = require('@tensorflow/tfjs') as typeof Tensorflow;
  if (backend === 'wasm') require('@tensorflow/tfjs-backend-wasm');
  if (!(await tf.setBackend(backend))) throw new Error(`the ${backend} backend of tfjs did not start`);
  const simd = backend === 'wasm' ? { simd: await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT') } : {};
  return { tf, versions: { version: tf.version.tfjs, ...simd } };
}

/**
 * TensorFlow reads the sizes of its thread pools from the environment once, when its library is loaded, so all sessions
 * of a process have the same.
 */
async function native(threads: number): Promise<ReadyBackend> {
  const wanted = String(threads);
  const had = process.env.TF_NUM_INTRAOP_THREADS;
  if (loaded() && had !== wanted) {
    throw new Error(
      `TensorFlow has ${had} threads in this process and cannot change to ${wanted}: set sampling.isolation to "process"`,
    );
  }
  process.env.TF_NUM_INTRAOP_THREADS = wanted;
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

/** Explains in one line why tfjs-node cannot be loaded. */
export function whyNoNative(error: unknown): string {
  const missing = (error as { code?: string }).code === 'MODULE_NOT_FOUND';
  const why = missing ? 'it is not installed' : messageOf(error).trim().split('\n')[0];
  return `the tensorflow backend needs @tensorflow/tfjs-node, but ${why}; see docs/runtimes.md to install it, or use "wasm", which does not need it`;
}

/** tfjs-node 4.22 calls two functions that Node 23 removed. */
function repairUtil(): void {
  const old = util as unknown as Record<string, (value: unknown) => boolean>;
  old.isNullOrUndefined ??= (value) => value === undefined || value === null;
  old.isArray ??= Array.isArray;
}
