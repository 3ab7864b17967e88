import { type Kernels, plainKernels } from './kernels/index.ts';
import type { Image } from './types.ts';
import { wasmKernels } from './wasm/kernels.ts';

/**
 * Scratch memory and kernels for one call at a time, reused from call to call, so that a corruption
 * allocates nothing but its result. Not to be shared between threads or nested calls.
 */
export interface Workspace {
  readonly kernels: Kernels;
  /** Everything taken so far may be overwritten from now on. `bytes`: the most this call will take. */
  reset(bytes: number): void;
  /** Arrays with arbitrary content, 64 bytes aligned. */
  place(bytes: number): [buffer: ArrayBuffer, at: number];
  u8(length: number): Uint8Array;
  u16(length: number): Uint16Array;
  i16(length: number): Int16Array;
  i32(length: number): Int32Array;
  f32(length: number): Float32Array;
  f64(length: number): Float64Array;
  /** What `make` returned the first time: for tables that outlive a call. */
  memo<T>(key: string, make: () => T): T;
}

/** Below this address WebAssembly memory holds the kernels' own tables. */
const FIRST = 1 << 16;

const PAGE = 1 << 16;

/** A workspace; with `wasm` (the default) its memory is WebAssembly's and the SIMD kernels work in it. */
export function createWorkspace({ wasm = true }: { readonly wasm?: boolean } = {}): Workspace {
  return wasm ? wasmWorkspace() : workspaceOf(plainKernels, 0, plainMemory());
}

function wasmWorkspace(): Workspace {
  const memory = new WebAssembly.Memory({ initial: 1 + FIRST / PAGE });
  return workspaceOf(wasmKernels(memory), FIRST, (bytes) => {
    const missing = bytes - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    return memory.buffer;
  });
}

/** One buffer, replaced by a larger one when needed. */
function plainMemory(): (bytes: number) => ArrayBuffer {
  let buffer = new ArrayBuffer(0);
  return (bytes) => {
    if (bytes > buffer.byteLength) buffer = new ArrayBuffer(bytes);
    return buffer;
  };
}

/** A workspace that hands out memory from `first` on; `reserve` gives a buffer of at least some bytes. */
function workspaceOf(kernels: Kernels, first: number, reserve: (bytes: number) => ArrayBuffer): Workspace {
  let buffer = reserve(first);
  let top = first;
  const kept = new Map<string, unknown>();

  function place(bytes: number): [buffer: ArrayBuffer, at: number] {
    const at = top;
    // Kernels may read or write a vector beyond the end.
    top = (top + bytes + 64 + 63) & ~63;
    if (top > buffer.byteLength) throw new Error(`workspace: ${top} bytes taken of ${buffer.byteLength}`);
    return [buffer, at];
  }

  return {
    kernels,
    reset(bytes) {
      top = first;
      buffer = reserve(first + bytes);
    },
    place,
    u8: (length) => new Uint8Array(...place(length), length),
    u16: (length) => new Uint16Array(...place(2 * length), length),
    i16: (length) => new Int16Array(...place(2 * length), length),
    i32: (length) => new Int32Array(...place(4 * length), length),
    f32: (length) => new Float32Array(...place(4 * length), length),
    f64: (length) => new Float64Array(...place(8 * length), length),
    memo<T>(key: string, make: () => T): T {
      if (!kept.has(key)) kept.set(key, make());
      return kept.get(key) as T;
    },
  };
}

/** A table in the workspace's memory. */
export function copyOf<T extends Int16Array | Int32Array | Float64Array | Uint32Array | Uint8Array>(
  table: T,
  workspace: Workspace,
): T {
  const copy = new (table.constructor as new (b: ArrayBufferLike, at: number, n: number) => T)(
    ...workspace.place(table.byteLength),
    table.length,
  );
  copy.set(table);
  return copy;
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
