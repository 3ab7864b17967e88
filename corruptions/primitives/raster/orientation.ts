import { blur } from './blur.ts';
import { type Raster, raster } from './raster.ts';

/** A field of directions along which the image changes least, as unit vectors. */
export interface Orientation {
  /** Two channels: x and y of the unit tangent. */
  readonly tangent: Raster;
  /** One channel, 0 (no direction) to 1 (a straight edge). */
  readonly coherence: Raster;
}

/**
 * Computes the edge tangents of a luma raster from its structure tensor, smoothed with `sigma` pixels
 * (Brox et al., "Nonlinear structure tensors", 2006; Kyprianidis and Kang, 2011).
 * Where there is no direction, the tangent is `fallback` (radians).
 */
export function orientation(luma: Raster, sigma: number, fallback = 0): Orientation {
  const { width, height } = luma;
  const smooth = blur(tensor(luma), sigma).data;
  const tangent = raster(width, height, 2);
  const coherence = raster(width, height, 1);
  const fx = Math.cos(fallback);
  const fy = Math.sin(fallback);
  for (let i = 0; i < width * height; i++) {
    // A small constant tensor in the fallback direction decides where the image has none.
    const xx = smooth[3 * i]! + 1e-5 * fy * fy;
    const xy = smooth[3 * i + 1]! - 1e-5 * fx * fy;
    const yy = smooth[3 * i + 2]! + 1e-5 * fx * fx;
    const half = (xx - yy) / 2;
    const root = Math.sqrt(half * half + xy * xy);
    // The eigenvector of the smaller eigenvalue, in the form without cancellation.
    const x = half > 0 ? -xy : root - half;
    const y = half > 0 ? half + root : -xy;
    const length = Math.sqrt(x * x + y * y) || 1;
    tangent.data[2 * i] = x === 0 && y === 0 ? fx : x / length;
    tangent.data[2 * i + 1] = x === 0 && y === 0 ? fy : y / length;
    const trace = xx + yy;
    coherence.data[i] = trace > 0 ? (2 * root) / trace : 0;
  }
  return { tangent, coherence };
}

/** Returns three channels: gx², gx·gy, gy² of Sobel gradients with replicated borders. */
function tensor({ width, height, data }: Raster): Raster {
  const out = raster(width, height, 3);
  for (let y = 0; y < height; y++) {
    const up = Math.max(0, y - 1) * width;
    const row = y * width;
    const down = Math.min(height - 1, y + 1) * width;
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - 1);
      const right = Math.min(width - 1, x + 1);
      const gx =
        (data[up + right]! -
          data[up + left]! +
          2 * (data[row + right]! - data[row + left]!) +
          data[down + right]! -
          data[down + left]!) /
        8;
      const gy =
        (data[down + left]! -
          data[up + left]! +
          2 * (data[down + x]! - data[up + x]!) +
          data[down + right]! -
          data[up + right]!) /
        8;
      const at = 3 * (row + x);
      out.data[at] = gx * gx;
      out.data[at + 1] = gx * gy;
      out.data[at + 2] = gy * gy;
    }
  }
  return out;
}
