import type { Image } from '#corruptions';
import { RESAMPLE_WASM } from './resample.generated.ts';
import { planResize, type Resize } from './resize.ts';
import type { Taps } from './taps.ts';

/** Resizes and crops an image as Pillow's `Image.resize` does, to the bit. */
export type Resizer = (image: Image, resize: Resize) => Image;

/** Bytes of the input in WebAssembly memory at a time, so that memory does not grow with the image. */
const BAND_BYTES = 1 << 18;

/** The kernel may read this many bytes beyond its operands. */
const SLACK = 64;

/** Creates a resizer with its own scratch memory: a few hundred kilobytes for ImageNet's images. */
export function createResizer(): Resizer {
  const memory = new WebAssembly.Memory({ initial: 16 });
  const kernel = instantiate(memory);

  return (image, resize) => {
    const { box, horizontal, vertical, rows } = planResize(image, resize);
    if (!horizontal && !vertical) {
      return { ...sizeOf(box), data: cropped(image, box.left, rows.first, box.width, box.height) };
    }
    const fromStride = image.width * 3;
    const bandRows = Math.min(rows.count, Math.max(4, Math.floor(BAND_BYTES / fromStride) & ~3));
    const stride = (box.width * 3 + 1 + 15) & ~15;
    const packed = {
      horizontal: horizontal && packTaps(horizontal, 4, 3),
      vertical: vertical && packTaps(vertical, 2, 1, rows.first),
    };

    // Scratch memory: coefficients, a band of the input, the rows between the passes, the result.
    const across = align(SLACK);
    const down = align(across + (packed.horizontal?.bytes ?? 0));
    const band = align(down + (packed.vertical?.bytes ?? 0));
    const between = align(band + bandRows * fromStride + SLACK + (packed.horizontal?.overhang ?? 0) * 3);
    const result = align(between + (rows.count + (packed.vertical?.overhang ?? 0)) * stride + SLACK);
    grow(memory, result + (vertical ? box.height * stride : 0) + SLACK);
    const bytes = new Uint8Array(memory.buffer);

    if (packed.horizontal) {
      const { starts, coefficients, groups } = writeTaps(memory, across, packed.horizontal);
      for (let row = 0; row < rows.count; row += bandRows) {
        const count = Math.min(bandRows, rows.count - row);
        const at = (rows.first + row) * fromStride;
        bytes.set(image.data.subarray(at, at + count * fromStride), band);
        kernel.horizontal(
          band,
          fromStride,
          count,
          between + row * stride,
          stride,
          box.width,
          starts,
          coefficients,
          groups,
        );
      }
    } else {
      for (let row = 0; row < rows.count; row++) {
        const at = ((rows.first + row) * image.width + box.left) * 3;
        bytes.set(image.data.subarray(at, at + box.width * 3), between + row * stride);
      }
    }
    if (packed.vertical) {
      const { starts, coefficients, groups } = writeTaps(memory, down, packed.vertical);
      kernel.vertical(between, stride, result, box.height, starts, coefficients, groups);
    }
    return { ...sizeOf(box), data: unpadded(bytes, vertical ? result : between, stride, box) };
  };
}

interface Kernel {
  horizontal(
    from: number,
    fromStride: number,
    rows: number,
    to: number,
    toStride: number,
    outputs: number,
    starts: number,
    coefficients: number,
    quads: number,
  ): void;
  vertical(
    from: number,
    stride: number,
    to: number,
    outputs: number,
    starts: number,
    coefficients: number,
    pairs: number,
  ): void;
}

function instantiate(memory: WebAssembly.Memory): Kernel {
  const module = new WebAssembly.Module(Buffer.from(RESAMPLE_WASM, 'base64'));
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernel;
}

/** Taps in the kernel's layout: coefficients split in two halves, and padded with zeros to groups of taps. */
interface PackedTaps {
  readonly starts: Int32Array;
  readonly coefficients: Int32Array;
  /** Groups of taps per output. */
  readonly groups: number;
  readonly bytes: number;
  /** Samples that padding reads beyond the end of the axis. */
  readonly overhang: number;
}

/** The kernel's coefficients are split into 11 low bits and the rest. */
const SPLIT = 11;
const LOW = (1 << SPLIT) - 1;

/**
 * Packs taps in groups of `group`: the low halves of a group, two per word, then its high halves. A start becomes its
 * distance from `origin`, times `unit`.
 */
function packTaps(taps: Taps, group: 2 | 4, unit: number, origin = 0): PackedTaps {
  let most = 1;
  for (const count of taps.count) most = Math.max(most, count);
  const groups = Math.ceil(most / group);
  const words = groups * group;
  const starts = new Int32Array(taps.length);
  const coefficients = new Int32Array(taps.length * words);
  for (let i = 0; i < taps.length; i++) {
    starts[i] = (taps.start[i]! - origin) * unit;
    for (let k = 0; k < taps.count[i]!; k += 2) {
      const first = taps.weight[i * taps.width + k]!;
      const second = k + 1 < taps.count[i]! ? taps.weight[i * taps.width + k + 1]! : 0;
      const at = i * words + k - (k % group) + (k % group) / 2;
      coefficients[at] = (first & LOW) | ((second & LOW) << 16);
      coefficients[at + group / 2] = ((first >> SPLIT) & 0xffff) | ((second >> SPLIT) << 16);
    }
  }
  return { starts, coefficients, groups, bytes: (starts.length + coefficients.length) * 4, overhang: words };
}

function writeTaps(memory: WebAssembly.Memory, at: number, taps: PackedTaps) {
  const words = new Int32Array(memory.buffer);
  words.set(taps.starts, at / 4);
  words.set(taps.coefficients, at / 4 + taps.starts.length);
  return { starts: at, coefficients: at + taps.starts.length * 4, groups: taps.groups };
}

function grow(memory: WebAssembly.Memory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 65536));
}

function align(address: number): number {
  return (address + 15) & ~15;
}

function sizeOf(box: { readonly width: number; readonly height: number }) {
  return { width: box.width, height: box.height };
}

function cropped(image: Image, left: number, top: number, width: number, height: number): Uint8Array {
  const out = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const at = ((top + y) * image.width + left) * 3;
    out.set(image.data.subarray(at, at + width * 3), y * width * 3);
  }
  return out;
}

function unpadded(bytes: Uint8Array, at: number, stride: number, box: { width: number; height: number }) {
  const row = box.width * 3;
  const out = new Uint8Array(box.height * row);
  for (let y = 0; y < box.height; y++)
    out.set(bytes.subarray(at + y * stride, at + y * stride + row), y * row);
  return out;
}
