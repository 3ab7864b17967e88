import { MAX_PEEK, type OpenFile, UserError } from '../../files/index.ts';
import { DTYPE_BYTES, type Dtype } from './types.ts';

/** Size of the buffer for conversion in bytes, so that a tensor is never in memory twice. */
const STAGE_BYTES = 1 << 20;

/**
 * Reads `count` little-endian elements at `offset` as float32.
 *
 * @throws UserError for one-byte types, and if the file is too short
 */
export function readElements(file: OpenFile, offset: number, dtype: Dtype, count: number): Float32Array {
  if (dtype === 'F32' && 4 * count <= MAX_PEEK) {
    const bytes = file.peek(offset, 4 * count);
    // A typed array needs aligned bytes, which files nearly always have.
    if (bytes.byteOffset % 4 === 0)
      return new Float32Array(new Float32Array(bytes.buffer, bytes.byteOffset, count));
  }
  const read = elementReader(file, dtype);
  // Every byte is overwritten, so the memory need not be cleared first.
  const result = new Float32Array(Buffer.allocUnsafeSlow(4 * count).buffer);
  read(offset, result);
  return result;
}

/**
 * Returns a function that fills an array with the elements from an offset on: float32 straight from the file,
 * other types through one buffer of at most 1 MiB.
 *
 * One-byte types are not read as weights: quantised ones mean nothing without their scales, and would take
 * four times the file's memory.
 */
export function elementReader(file: OpenFile, dtype: Dtype): (offset: number, target: Float32Array) => void {
  const size = DTYPE_BYTES[dtype];
  if (size === 1) throw new UserError(`${file.path}: elements of type ${dtype} cannot be read as weights`);
  if (dtype === 'F32') {
    return (offset, target) =>
      file.readInto(new Uint8Array(target.buffer, target.byteOffset, target.byteLength), offset);
  }
  let stage = new ArrayBuffer(0);
  return (offset, target) => {
    const needed = Math.min(STAGE_BYTES, target.length * size);
    if (stage.byteLength < needed) stage = new ArrayBuffer(needed);
    for (let done = 0; done < target.length; ) {
      const part = Math.min(target.length - done, needed / size);
      file.readInto(new Uint8Array(stage, 0, part * size), offset + done * size);
      toFloat32(stage, dtype, target.subarray(done, done + part));
      done += part;
    }
  };
}

/** Returns the product of the axes, or undefined if it is too large to be exact (no file has 2^53 elements). */
export function elementCount(shape: readonly number[]): number | undefined {
  let count = 1;
  let empty = false;
  for (const axis of shape) {
    if (axis === 0) empty = true;
    else count *= axis;
    if (count > Number.MAX_SAFE_INTEGER) return undefined;
  }
  return empty ? 0 : count;
}

function toFloat32(bytes: ArrayBuffer, dtype: Dtype, target: Float32Array): void {
  const { length } = target;
  switch (dtype) {
    case 'F32':
      target.set(new Float32Array(bytes, 0, length));
      break;
    case 'F64':
      target.set(new Float64Array(bytes, 0, length));
      break;
    case 'F16':
      halfToFloat32(new Uint16Array(bytes, 0, length), target);
      break;
    case 'BF16':
      brainToFloat32(new Uint16Array(bytes, 0, length), target);
      break;
    case 'I64':
      bigToFloat32(new BigInt64Array(bytes, 0, length), target);
      break;
    case 'I32':
      target.set(new Int32Array(bytes, 0, length));
      break;
    case 'I16':
      target.set(new Int16Array(bytes, 0, length));
      break;
    case 'I8':
    case 'U8':
    case 'BOOL':
      throw new Error(`${dtype} cannot be converted`);
  }
}

function bigToFloat32(values: BigInt64Array, target: Float32Array): void {
  for (let i = 0; i < values.length; i++) target[i] = Number(values[i]);
}

/** IEEE 754 binary16: 1 sign, 5 exponent (bias 15), 10 fraction bits; float32 holds every value exactly. */
function halfToFloat32(values: Uint16Array, target: Float32Array): void {
  const bits = new Uint32Array(target.buffer, target.byteOffset, target.length);
  for (let i = 0; i < values.length; i++) {
    const half = values[i]!;
    const sign = (half & 0x8000) << 16;
    const exponent = (half >> 10) & 31;
    const fraction = half & 0x3ff;
    if (exponent === 0) target[i] = (sign === 0 ? fraction : -fraction) * 2 ** -24;
    else bits[i] = sign | ((exponent === 31 ? 255 : exponent + 112) << 23) | (fraction << 13);
  }
}

/** bfloat16 is the upper half of a float32. */
function brainToFloat32(values: Uint16Array, target: Float32Array): void {
  const bits = new Uint32Array(target.buffer, target.byteOffset, target.length);
  for (let i = 0; i < values.length; i++) bits[i] = values[i]! << 16;
}
