import { fillBorder, planeLength } from './plane.ts';
import type { Workspace } from './workspace.ts';

/**
 * Finds the Canny edges in a plane of grey levels like OpenCV: 3×3 Sobel with the edge repeated, gradients measured by
 * |gx| + |gy|, `low` the threshold of candidates and `high` that of edges. Fills the plane's border.
 * @returns indices into the plane
 */
export function cannyEdges(
  grey: Uint8Array,
  width: number,
  height: number,
  low: number,
  high: number,
  workspace: Workspace,
): Int32Array {
  const stride = width + 4;
  fillBorder(grey, width, height, 'edge');
  const marks = workspace.u8(planeLength(width, height));
  const gradients = workspace.i16(3 * marks.length);
  workspace.kernels.markPeaks(grey, width, height, low, high, gradients, marks);
  const queue = workspace.i32(width * height);
  let queued = 0;
  for (let y = 2; y < height + 2; y++)
    for (let at = y * stride + 2; at < y * stride + 2 + width; at++)
      if (marks[at] === 2) queue[queued++] = at;
  // Candidates connected to an edge are edges; each enters the queue once.
  const neighbours = [-stride - 1, -stride, -stride + 1, -1, 1, stride - 1, stride, stride + 1];
  for (let i = 0; i < queued; i++)
    for (const offset of neighbours) {
      const at = queue[i]! + offset;
      if (marks[at] !== 1) continue;
      marks[at] = 2;
      queue[queued++] = at;
    }
  return queue.subarray(0, queued);
}
