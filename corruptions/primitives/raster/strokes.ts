import type { Raster } from './raster.ts';

/** A straight brush mark or stitch: a rectangle with round ends. */
interface Stroke {
  /** Centre, pixels. */
  readonly x: number;
  readonly y: number;
  /** Unit direction. */
  readonly dx: number;
  readonly dy: number;
  /** From the centre to an end, and from the centre line to a side, pixels. */
  readonly halfLength: number;
  readonly halfWidth: number;
}

/** The pixels that a stroke touches. Reused for the next stroke; grows as needed. */
export interface Stamp {
  count: number;
  /** Index of the pixel in its raster. */
  pixel: Int32Array;
  /** Share of the pixel that the stroke covers, 0..1. */
  coverage: Float32Array;
  /** Position in the stroke: -1 to 1 from end to end and from side to side. */
  along: Float32Array;
  across: Float32Array;
}

export function newStamp(): Stamp {
  return {
    count: 0,
    pixel: new Int32Array(0),
    coverage: new Float32Array(0),
    along: new Float32Array(0),
    across: new Float32Array(0),
  };
}

/** Fills the stamp with the pixels of a stroke that lie in the raster, with antialiased sides. */
export function cover(stamp: Stamp, { width, height }: Raster, stroke: Stroke): void {
  const { x, y, dx, dy, halfLength, halfWidth } = stroke;
  const straight = Math.max(0, halfLength - halfWidth);
  const side = halfWidth + 0.5;
  const end = straight + side;
  const reach = Math.abs(dy) * straight + side;
  const top = Math.max(0, Math.floor(y - reach));
  const bottom = Math.min(height - 1, Math.ceil(y + reach));
  reserve(stamp, (bottom - top + 1) * Math.min(width, Math.ceil(2 * end) + 4));
  const { pixel, coverage, along, across } = stamp;
  let count = 0;
  for (let py = top; py <= bottom; py++) {
    const ry = py + 0.5 - y;
    // The row crosses the strip |u| <= end and the strip |v| <= side: both are intervals of x.
    const u0 = middle(-ry * dy, dx);
    const v0 = middle(ry * dx, dy);
    const us = end / Math.max(1e-6, Math.abs(dx));
    const vs = side / Math.max(1e-6, Math.abs(dy));
    const left = Math.max(0, Math.floor(x + Math.max(u0 - us, v0 - vs) - 0.5));
    const right = Math.min(width - 1, Math.ceil(x + Math.min(u0 + us, v0 + vs) - 0.5));
    for (let px = left; px <= right; px++) {
      const rx = px + 0.5 - x;
      const u = rx * dx + ry * dy;
      const v = ry * dx - rx * dy;
      const beyond = Math.abs(u) - straight;
      const distance = beyond > 0 ? Math.sqrt(beyond * beyond + v * v) : Math.abs(v);
      const share = side - distance;
      if (share <= 0) continue;
      pixel[count] = py * width + px;
      coverage[count] = Math.min(1, share);
      along[count] = u / halfLength;
      across[count] = v / halfWidth;
      count++;
    }
  }
  stamp.count = count;
}

/** Returns the middle of the interval of x where |slope·x - offset| is small; any x if the slope is 0. */
function middle(offset: number, slope: number): number {
  return Math.abs(slope) < 1e-6 ? 0 : offset / slope;
}

function reserve(stamp: Stamp, pixels: number): void {
  if (stamp.pixel.length >= pixels) return;
  const size = Math.max(256, 2 * pixels);
  stamp.pixel = new Int32Array(size);
  stamp.coverage = new Float32Array(size);
  stamp.along = new Float32Array(size);
  stamp.across = new Float32Array(size);
}

/** Mixes a colour into one pixel of an RGB raster. */
export function mix(
  { data }: Raster,
  pixel: number,
  red: number,
  green: number,
  blue: number,
  share: number,
): void {
  const at = 3 * pixel;
  data[at] = data[at]! + share * (red - data[at]!);
  data[at + 1] = data[at + 1]! + share * (green - data[at + 1]!);
  data[at + 2] = data[at + 2]! + share * (blue - data[at + 2]!);
}
