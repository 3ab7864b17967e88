import { type Kernels, plainKernels } from './kernels/index.ts';
import type { Image } from './types.ts';

/**
 * Scratch memory and kernels for one call at a time, reused from call to call, so that a corruption
 * allocates nothing but its result. Not to be shared between threads or nested calls.
 */
export interface Workspace {
  readonly kernels: Kernels;
  /** Everything taken so far may be overwritten from now on. `bytes`: the most this call will take. */
  reset(bytes: number): void;
  /** Arrays with arbitrary content, 64 bytes aligned. */
  u8(length: number): Uint8Array;
  u16(length: number): Uint16Array;
  i32(length: number): Int32Array;
  f32(length: number): Float32Array;
  f64(length: number): Float64Array;
  /** What `make` returned the first time: for tables that outlive a call. */
  memo<T>(key: string, make: () => T): T;
}

/** A workspace; with `wasm` (the default) its memory is WebAssembly's and the SIMD kernels work in it. */
export function createWorkspace(_options: { readonly wasm?: boolean } = {}): Workspace {
  let buffer = new ArrayBuffer(0);
  let top = 0;
  const kept = new Map<string, unknown>();

  function take(bytes: number): number {
    const at = top;
    top = (top + bytes + 63) & ~63;
    if (top > buffer.byteLength) throw new Error(`workspace: ${top} bytes taken of ${buffer.byteLength}`);
    return at;
  }

  return {
    kernels: plainKernels,
    reset(bytes) {
      top = 0;
      if (bytes > buffer.byteLength) buffer = new ArrayBuffer(bytes);
    },
    u8: (length) => new Uint8Array(buffer, take(length), length),
    u16: (length) => new Uint16Array(buffer, take(2 * length), length),
    i32: (length) => new Int32Array(buffer, take(4 * length), length),
    f32: (length) => new Float32Array(buffer, take(4 * length), length),
    f64: (length) => new Float64Array(buffer, take(8 * length), length),
    memo<T>(key: string, make: () => T): T {
      if (!kept.has(key)) kept.set(key, make());
      return kept.get(key) as T;
    },
  };
}

/** Room for many small tables beside what a call asks for. */
const SMALL_TABLES = 1 << 17;

/** Begins a call: the samples of an image and room for the result in the workspace, and `bytes` more to take. */
export function start(
  workspace: Workspace,
  image: Image,
  bytes: number,
): { readonly from: Uint8Array; readonly to: Uint8Array } {
  const count = image.data.length;
  workspace.reset(2 * count + bytes + SMALL_TABLES);
  const from = workspace.u8(count);
  from.set(image.data);
  return { from, to: workspace.u8(count) };
}

/** Ends a call: the result, copied out of the workspace. */
export function finish({ width, height }: Image, to: Uint8Array): Image {
  return { width, height, data: to.slice() };
}
