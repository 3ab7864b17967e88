import { defineCorruption } from './primitives/define.ts';
import { finish, start } from './primitives/workspace.ts';

/** Constants: quality, 1 to 100, as libjpeg scales its tables. */
export const jpegCompression = defineCorruption({
  name: 'jpeg_compression',
  group: 'digital',
  summary: 'JPEG compression at low quality, with chroma at half resolution.',
  random: false,
  severities: [[25], [18], [15], [10], [7]],
  applyConstants(image, [quality], _random, { workspace }) {
    const { width, height } = image;
    const plane = ((width + 15) & ~15) * ((height + 15) & ~15);
    const { from, to } = start(workspace, image, 3 * plane + 4 * width);
    const luma = workspace.i32(64);
    const chroma = workspace.i32(64);
    scaleTable(LUMA, quality!, luma);
    scaleTable(CHROMA, quality!, chroma);
    const planes = workspace.u8(3 * plane + 4 * width + 256);
    workspace.kernels.jpegRoundTrip(from, to, { width, height, luma, chroma, planes });
    return finish(image, to);
  },
});

/** Scales the standard's quantisation steps (quality 50) to a quality, limited to 1..255. */
function scaleTable(table: readonly number[], quality: number, out: Int32Array): void {
  const whole = Math.min(Math.max(Math.round(quality), 1), 100);
  const percent = whole < 50 ? Math.floor(5000 / whole) : 200 - 2 * whole;
  for (let i = 0; i < 64; i++)
    out[i] = Math.min(Math.max(Math.floor((table[i]! * percent + 50) / 100), 1), 255);
}

/** ITU-T T.81, Annex K, tables K.1 and K.2. */
const LUMA: readonly number[] = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22,
  29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103,
  121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
const CHROMA: readonly number[] = [
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
];
