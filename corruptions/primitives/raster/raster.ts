import type { Image, Size } from '../image.ts';

/** A raster of floats, row-major, channels last, values nominally 0..1. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Float32Array;
}

export function raster(width: number, height: number, channels: number, value = 0): Raster {
  const data = new Float32Array(width * height * channels);
  if (value !== 0) data.fill(value);
  return { width, height, channels, data };
}

/** Converts an image to floats; 255 becomes 1. */
export function fromImage(image: Image): Raster {
  const { width, height } = image;
  const data = new Float32Array(width * height * 3);
  for (let i = 0; i < data.length; i++) data[i] = image.data[i]! / 255;
  return { width, height, channels: 3, data };
}

/**
 * Converts an RGB raster to an 8-bit image, clipped to 0..1 and rounded.
 * @throws Error for NaN, which clipping would turn into black
 */
export function toImage({ width, height, data }: Raster): Image {
  const out = new Uint8ClampedArray(data.length);
  let sum = 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    sum += value;
    out[i] = value * 255;
  }
  if (Number.isNaN(sum)) throw new Error('a rendition computed a sample that is not a number');
  return { width, height, data: out };
}

/** Computes the luma (0.299 R + 0.587 G + 0.114 B) of an RGB raster. */
export function lumaOf({ width, height, data }: Raster): Raster {
  const luma = new Float32Array(width * height);
  for (let i = 0, j = 0; i < luma.length; i++, j += 3)
    luma[i] = 0.299 * data[j]! + 0.587 * data[j + 1]! + 0.114 * data[j + 2]!;
  return { width, height, channels: 1, data: luma };
}

/**
 * Returns the length, in pixels of this image, of one pixel at 224×224. Renditions look alike at any size because their
 * lengths are multiples of it, or the smallest length that pixels can show.
 */
export function unitOf({ width, height }: Size): number {
  return Math.min(width, height) / 224;
}

export function clamp01(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** Returns 0 below `from`, 1 above `to`, and a smooth step between. */
export function smoothstep(from: number, to: number, value: number): number {
  const t = clamp01((value - from) / (to - from));
  return t * t * (3 - 2 * t);
}
