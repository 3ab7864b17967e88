import type { Kernels } from '../kernels/kernels.ts';
import { wasmKernels } from '../kernels/wasm.ts';
import type { Image } from './image.ts';

/**
 * Scratch memory and kernels, reused from call to call, so that a corruption allocates nothing but its result.
 * Serves one call at a time: do not share it between threads or nested calls.
 */
export interface Workspace {
  readonly kernels: Kernels;
  /** Frees everything taken so far, and reserves the most `bytes` that the next call will take. */
  reset(bytes: number): void;
  /** Takes memory of arbitrary content, aligned to 64 bytes; the methods below wrap it in arrays. */
  place(bytes: number): [buffer: ArrayBuffer, at: number];
  u8(length: number): Uint8Array;
  u16(length: number): Uint16Array;
  i16(length: number): Int16Array;
  i32(length: number): Int32Array;
  f32(length: number): Float32Array;
  f64(length: number): Float64Array;
  /** Returns what `make` returned when the key was last made: for tables that outlive a call. */
  memo<T>(key: string, make: () => T): T;
}

/** Tables kept by `memo`: all of a suite's corruptions and severities. The least recently used one is dropped first. */
const MEMOS = 128;

/** Below this address WebAssembly memory holds the kernels' own tables. */
const FIRST = 1 << 16;

const PAGE = 1 << 16;

/** Creates a workspace: WebAssembly memory that grows as needed (and never shrinks), and SIMD kernels that work in it. */
export function createWorkspace(): Workspace {
  const memory = new WebAssembly.Memory({ initial: 1 + FIRST / PAGE });
  return workspaceOf(wasmKernels(memory), FIRST, (bytes) => {
    const missing = bytes - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    return memory.buffer;
  });
}

/** Creates a workspace that hands out memory from `first` on; `reserve` returns a buffer of at least so many bytes. */
export function workspaceOf(
  kernels: Kernels,
  first: number,
  reserve: (bytes: number) => ArrayBuffer,
): Workspace {
  let buffer = reserve(first);
  let top = first;
  const kept = new Map<string, unknown>();

  function place(bytes: number): [buffer: ArrayBuffer, at: number] {
    const at = top;
    // Kernels may read or write one vector beyond the end.
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
      const value = kept.has(key) ? (kept.get(key) as T) : make();
      // Inserted again, it becomes the most recent.
      kept.delete(key);
      kept.set(key, value);
      if (kept.size > MEMOS) kept.delete(kept.keys().next().value!);
      return value;
    },
  };
}

/** Copies a table into the workspace. */
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

/** Room for many small tables in addition to what a call asks for. */
const SMALL_TABLES = 1 << 17;

/** Begins a call: copies an image into the workspace, with room for the result and for `bytes` more. */
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

/** Ends a call: copies the result out of the workspace. */
export function finish({ width, height }: Image, to: Uint8Array): Image {
  return { width, height, data: to.slice() };
}
