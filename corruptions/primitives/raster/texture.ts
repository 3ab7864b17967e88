import type { Random } from '../random.ts';
import { type Raster, raster } from './raster.ts';

/** Makes white noise, uniform on 0..1, one channel. */
export function noise(width: number, height: number, random: Random): Raster {
  const out = raster(width, height, 1);
  random.fillUniform(out.data);
  return out;
}

/**
 * Makes smooth noise of mean 0 and range about -1..1: lattice values every `period` pixels, smoothly interpolated; each
 * of the `octaves` has half the period and half the height of the one before.
 */
export function cloud(
  width: number,
  height: number,
  period: number,
  octaves: number,
  random: Random,
): Raster {
  const out = raster(width, height, 1);
  let height1 = 1;
  let total = 0;
  for (let octave = 0; octave < octaves; octave++) {
    addLattice(out, Math.max(1, period / 2 ** octave), height1, random);
    total += height1;
    height1 /= 2;
  }
  for (let i = 0; i < out.data.length; i++) out.data[i] = out.data[i]! / total;
  return out;
}

function addLattice(out: Raster, period: number, scale: number, random: Random): void {
  const { width, height } = out;
  const columns = Math.ceil(width / period) + 2;
  const rows = Math.ceil(height / period) + 2;
  const lattice = new Float32Array(columns * rows);
  random.fillUniform(lattice);
  // Where a row's pixels lie between the lattice's columns.
  const column = Int32Array.from({ length: width }, (_, x) => Math.floor(x / period));
  const share = Float32Array.from({ length: width }, (_, x) => fade(x / period - column[x]!));
  const { data } = out;
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / period);
    const ty = fade(y / period - row);
    for (let x = 0; x < width; x++) {
      const at = row * columns + column[x]!;
      const tx = share[x]!;
      const top = lattice[at]! + tx * (lattice[at + 1]! - lattice[at]!);
      const bottom = lattice[at + columns]! + tx * (lattice[at + columns + 1]! - lattice[at + columns]!);
      const index = y * width + x;
      data[index] = data[index]! + scale * (2 * (top + ty * (bottom - top)) - 1);
    }
  }
}

function fade(t: number): number {
  return t * t * (3 - 2 * t);
}
