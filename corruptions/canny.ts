/** tan(22.5°) in 1/32768. */
const TANGENT = 13573;

/**
 * Canny edges of a grey image (1 where an edge is), as OpenCV finds them: 3×3 Sobel with the edge repeated,
 * gradients measured by |gx| + |gy|, thresholds for candidates and for edges proper.
 */
export function cannyEdges(
  grey: Uint8Array,
  width: number,
  height: number,
  low: number,
  high: number,
): Uint8Array {
  const { gx, gy, size, stride } = gradients(grey, width, height);
  const edges = new Uint8Array(width * height);
  const candidates = new Uint8Array(stride * (height + 2));
  const queue = new Int32Array(width * height);
  let queued = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = (y + 1) * stride + x + 1;
      const here = size[at]!;
      if (here <= low || !isPeak(gx[y * width + x]!, gy[y * width + x]!, size, at, stride)) continue;
      candidates[at] = 1;
      if (here > high) queue[queued++] = at;
    }
  for (let i = 0; i < queued; i++) candidates[queue[i]!] = 0;
  // Candidates connected to an edge are edges; each enters the queue once.
  const neighbours = [-stride - 1, -stride, -stride + 1, -1, 1, stride - 1, stride, stride + 1];
  for (let i = 0; i < queued; i++) {
    const at = queue[i]!;
    const y = Math.floor(at / stride) - 1;
    edges[y * width + (at - (y + 1) * stride) - 1] = 1;
    for (const offset of neighbours)
      if (candidates[at + offset]) {
        candidates[at + offset] = 0;
        queue[queued++] = at + offset;
      }
  }
  return edges;
}

/** True if the gradient is largest here along its own direction. */
function isPeak(gx: number, gy: number, size: Int32Array, at: number, stride: number): boolean {
  const here = size[at]!;
  const ax = Math.abs(gx);
  const ay = Math.abs(gy) * 32768;
  if (ay < ax * TANGENT) return here > size[at - 1]! && here >= size[at + 1]!;
  if (ay > ax * TANGENT + ax * 65536) return here > size[at - stride]! && here >= size[at + stride]!;
  const side = gx < 0 !== gy < 0 ? -1 : 1;
  return here > size[at - stride - side]! && here > size[at + stride + side]!;
}

/** Sobel gradients, and their L1 size with a border of zeros. */
function gradients(grey: Uint8Array, width: number, height: number) {
  const stride = width + 2;
  const gx = new Int16Array(width * height);
  const gy = new Int16Array(width * height);
  const size = new Int32Array(stride * (height + 2));
  for (let y = 0; y < height; y++) {
    const above = Math.max(y - 1, 0) * width;
    const here = y * width;
    const below = Math.min(y + 1, height - 1) * width;
    // Each column's smoothed level and vertical difference serve three pixels; the edge's count twice.
    let level = grey[above]! + 2 * grey[here]! + grey[below]!;
    let slope = grey[below]! - grey[above]!;
    let levelLeft = level;
    let slopeLeft = slope;
    for (let x = 0; x < width; x++) {
      const right = x < width - 1 ? x + 1 : x;
      const levelRight = grey[above + right]! + 2 * grey[here + right]! + grey[below + right]!;
      const slopeRight = grey[below + right]! - grey[above + right]!;
      const dx = levelRight - levelLeft;
      const dy = slopeLeft + 2 * slope + slopeRight;
      gx[here + x] = dx;
      gy[here + x] = dy;
      size[(y + 1) * stride + x + 1] = Math.abs(dx) + Math.abs(dy);
      levelLeft = level;
      slopeLeft = slope;
      level = levelRight;
      slope = slopeRight;
    }
  }
  return { gx, gy, size, stride };
}
