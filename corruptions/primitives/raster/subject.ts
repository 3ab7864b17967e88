import { type Raster, raster } from './raster.ts';

/**
 * Measures how strong an edge every path from the border must cross to reach a pixel: the range of values on the best
 * path found by three raster scans, summed over the three channels (Zhang et al., "Minimum barrier salient object
 * detection at 80 FPS", 2015). Paths start at the top and at the upper three quarters of the sides, because subjects
 * often stand on the lower border.
 */
export function barrierDistance(source: Raster): Raster {
  const { width, height, data } = source;
  const total = raster(width, height, 1);
  for (let c = 0; c < 3; c++) {
    const values = new Float32Array(width * height);
    for (let i = 0; i < values.length; i++) values[i] = data[3 * i + c]!;
    const best = scan(values, width, height);
    for (let i = 0; i < best.length; i++) total.data[i] = total.data[i]! + best[i]!;
  }
  return total;
}

/** Computes one channel's barrier distance; `low` and `high` are the range on each pixel's best path. */
function scan(values: Float32Array, width: number, height: number): Float32Array {
  const low = values.slice();
  const high = values.slice();
  const best = new Float32Array(values.length).fill(Infinity);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (y === 0 || (y < 0.75 * height && (x === 0 || x === width - 1))) best[y * width + x] = 0;
  const reach = (at: number, from: number) => {
    const value = values[at]!;
    const l = Math.min(low[from]!, value);
    const h = Math.max(high[from]!, value);
    if (h - l < best[at]!) {
      best[at] = h - l;
      low[at] = l;
      high[at] = h;
    }
  };
  for (let pass = 0; pass < 4; pass++)
    for (let n = 0; n < values.length; n++) {
      const at = pass % 2 === 0 ? n : values.length - 1 - n;
      const x = at % width;
      const beside = pass % 2 === 0 ? -1 : 1;
      const above = beside * width;
      if (x + beside >= 0 && x + beside < width) reach(at, at + beside);
      if (at + above >= 0 && at + above < values.length) reach(at, at + above);
    }
  return best;
}

/** Marks with 1 the connected pieces above the threshold that have at least a tenth of the largest one's pixels. */
export function keepLarge(source: Raster, threshold: number): Raster {
  const { width, height } = source;
  const inside = Uint8Array.from(source.data, (value) => (value > threshold ? 1 : 0));
  const pieces = components(inside, width, height);
  const largest = pieces.sizes.reduce((a, b) => Math.max(a, b), 0);
  const out = raster(width, height, 1);
  for (let i = 0; i < inside.length; i++) {
    const piece = pieces.labels[i]!;
    if (piece >= 0 && pieces.sizes[piece]! >= 0.1 * largest) out.data[i] = 1;
  }
  return out;
}

/** Fills holes: pieces of 0 that do not touch the border become 1. */
export function fillHoles(mask: Raster): Raster {
  const { width, height } = mask;
  const outside = components(
    Uint8Array.from(mask.data, (value) => (value > 0.5 ? 0 : 1)),
    width,
    height,
  );
  const open = new Uint8Array(outside.sizes.length);
  for (let i = 0; i < outside.labels.length; i++) {
    const x = i % width;
    const rim = x === 0 || x === width - 1 || i < width || i >= outside.labels.length - width;
    if (rim && outside.labels[i]! >= 0) open[outside.labels[i]!] = 1;
  }
  const out = raster(width, height, 1);
  for (let i = 0; i < out.data.length; i++) {
    const piece = outside.labels[i]!;
    out.data[i] = piece >= 0 && open[piece] ? 0 : 1;
  }
  return out;
}

/** Labels four-connected pieces of the pixels that are 1 (-1 elsewhere), and counts the pixels per label. */
function components(
  inside: Uint8Array,
  width: number,
  height: number,
): { labels: Int32Array; sizes: number[] } {
  const labels = new Int32Array(inside.length).fill(-1);
  const sizes: number[] = [];
  const stack = new Int32Array(inside.length);
  for (let start = 0; start < inside.length; start++) {
    if (!inside[start] || labels[start] !== -1) continue;
    const label = sizes.length;
    let depth = 0;
    let size = 0;
    labels[start] = label;
    stack[depth++] = start;
    const visit = (at: number) => {
      if (!inside[at] || labels[at] !== -1) return;
      labels[at] = label;
      stack[depth++] = at;
    };
    while (depth > 0) {
      const at = stack[--depth]!;
      size++;
      const x = at % width;
      if (x > 0) visit(at - 1);
      if (x < width - 1) visit(at + 1);
      if (at >= width) visit(at - width);
      if (at < width * (height - 1)) visit(at + width);
    }
    sizes.push(size);
  }
  return { labels, sizes };
}
