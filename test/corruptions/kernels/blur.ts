import type { Blur } from '../../../corruptions/kernels/kernels.ts';
import { toLevels } from './levels.ts';

export function blur(from: Float64Array, to: Float64Array, job: Blur): void {
  const stride = job.width * job.channels;
  for (let y = 0; y < job.height; y++) blurRow(from, y, to, y * stride, job);
}

export function blurLevels(from: Float64Array, to: Uint8Array, scale: number, job: Blur): void {
  const stride = job.width * job.channels;
  for (let y = 0; y < job.height; y++) {
    // In place: a sum reaches back to its own place in the line at most.
    blurRow(from, y, job.line, 0, job);
    toLevels(job.line.subarray(0, stride), to.subarray(y * stride, (y + 1) * stride), scale, 0);
  }
}

function blurRow(from: Float64Array, y: number, to: Float64Array, at: number, job: Blur): void {
  const { width, channels, down, across, rows, line } = job;
  const stride = width * channels;
  const above = down.length - 1;
  const aside = across.length - 1;
  const middle = aside * channels;
  const centre = rows[y + above]! * stride;
  const w0 = down[0]!;
  for (let i = 0; i < stride; i++) line[middle + i] = from[centre + i]! * w0;
  for (let k = above; k > 0; k--) {
    const before = rows[y + above - k]! * stride;
    const after = rows[y + above + k]! * stride;
    const weight = down[k]!;
    for (let i = 0; i < stride; i++) line[middle + i]! += (from[before + i]! + from[after + i]!) * weight;
  }
  extend(line, job);
  const v0 = across[0]!;
  for (let i = 0; i < stride; i++) {
    const here = middle + i;
    let sum = line[here]! * v0;
    for (let k = aside, offset = middle; k > 0; k--, offset -= channels)
      sum += (line[here - offset]! + line[here + offset]!) * across[k]!;
    to[at + i] = sum;
  }
}

/** Writes the border of a line from its inside. */
function extend(line: Float64Array, { width, channels, across, columns }: Blur): void {
  const aside = across.length - 1;
  for (let x = 0; x < aside; x++)
    for (let c = 0; c < channels; c++) {
      line[x * channels + c] = line[(aside + columns[x]!) * channels + c]!;
      line[(aside + width + x) * channels + c] = line[(aside + columns[aside + width + x]!) * channels + c]!;
    }
}
