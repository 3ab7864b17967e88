import { type Raster, raster } from './raster.ts';

/**
 * Flattens an RGB raster into patches without crossing edges: each pixel is the mean of its four
 * quadrants of `radius` pixels, weighted against their variance (Papari et al., "Artistic edge and
 * corner enhancing smoothing", 2007, with box quadrants from summed-area tables
 * and weights of the variance to the power of -4).
 */
export function kuwahara(source: Raster, radius: number): Raster {
  const { width, height } = source;
  const r = Math.max(1, Math.round(radius));
  const sums = summedArea(source);
  const out = raster(width, height, 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      let total = 0;
      for (let quadrant = 0; quadrant < 4; quadrant++) {
        const left = Math.max(0, quadrant & 1 ? x : x - r);
        const right = Math.min(width, (quadrant & 1 ? x + r : x) + 1);
        const top = Math.max(0, quadrant & 2 ? y : y - r);
        const bottom = Math.min(height, (quadrant & 2 ? y + r : y) + 1);
        const a = (top * (width + 1) + left) * 4;
        const b = (top * (width + 1) + right) * 4;
        const c = (bottom * (width + 1) + left) * 4;
        const d = (bottom * (width + 1) + right) * 4;
        const area = (right - left) * (bottom - top);
        const mr = (sums[d]! - sums[b]! - sums[c]! + sums[a]!) / area;
        const mg = (sums[d + 1]! - sums[b + 1]! - sums[c + 1]! + sums[a + 1]!) / area;
        const mb = (sums[d + 2]! - sums[b + 2]! - sums[c + 2]! + sums[a + 2]!) / area;
        const square = (sums[d + 3]! - sums[b + 3]! - sums[c + 3]! + sums[a + 3]!) / area;
        const variance = Math.max(0, square - mr * mr - mg * mg - mb * mb) + 1e-4;
        const weight = 1 / (variance * variance * variance * variance);
        red += weight * mr;
        green += weight * mg;
        blue += weight * mb;
        total += weight;
      }
      const at = 3 * (y * width + x);
      out.data[at] = red / total;
      out.data[at + 1] = green / total;
      out.data[at + 2] = blue / total;
    }
  return out;
}

/** (width + 1) × (height + 1) × 4 running sums of R, G, B and R² + G² + B²; double, since they grow large. */
function summedArea({ width, height, data }: Raster): Float64Array {
  const stride = (width + 1) * 4;
  const sums = new Float64Array(stride * (height + 1));
  for (let y = 0; y < height; y++) {
    let red = 0;
    let green = 0;
    let blue = 0;
    let square = 0;
    for (let x = 0; x < width; x++) {
      const from = 3 * (y * width + x);
      const r = data[from]!;
      const g = data[from + 1]!;
      const b = data[from + 2]!;
      red += r;
      green += g;
      blue += b;
      square += r * r + g * g + b * b;
      const at = (y + 1) * stride + 4 * (x + 1);
      sums[at] = sums[at - stride]! + red;
      sums[at + 1] = sums[at - stride + 1]! + green;
      sums[at + 2] = sums[at - stride + 2]! + blue;
      sums[at + 3] = sums[at - stride + 3]! + square;
    }
  }
  return sums;
}
