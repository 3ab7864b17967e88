import type { Image } from '../image.ts';

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

/** The image as floats, 255 becoming 1. */
export function fromImage(image: Image): Raster {
  const { width, height } = image;
  const data = new Float32Array(width * height * 3);
  for (let i = 0; i < data.length; i++) data[i] = image.data[i]! / 255;
  return { width, height, channels: 3, data };
}

/**
 * An RGB raster as an 8-bit image, clipped to 0..1 and rounded.
 * @throws Error for a value that is not a number, which the clipping would turn into black.
 */
export function toImage({ width, height, data }: Raster): Image {
  const out = new Uint8ClampedArray(data.length);
  let sum = 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    sum += value;
    out[i] = value * 255;
  }
  if (Number.isNaN(sum)) throw new Error('a rendition made a sample that is not a number');
  return { width, height, data: out };
}

/** Luma (0.299 R + 0.587 G + 0.114 B) of an RGB raster, one channel. */
export function lumaOf({ width, height, data }: Raster): Raster {
  const luma = new Float32Array(width * height);
  for (let i = 0, j = 0; i < luma.length; i++, j += 3)
    luma[i] = 0.299 * data[j]! + 0.587 * data[j + 1]! + 0.114 * data[j + 2]!;
  return { width, height, channels: 1, data: luma };
}

/**
 * How many pixels a feature of one pixel at 224×224 has here: renditions look alike at any size because
 * every length is a multiple of this (and at least what a pixel can show).
 */
export function unitOf({ width, height }: { width: number; height: number }): number {
  return Math.min(width, height) / 224;
}

export function clamp01(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** 0 below `from`, 1 above `to`, smooth between. */
export function smoothstep(from: number, to: number, value: number): number {
  const t = clamp01((value - from) / (to - from));
  return t * t * (3 - 2 * t);
}
