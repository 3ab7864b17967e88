import { defineCorruption } from './primitives/define.ts';
import type { Size } from './primitives/image.ts';
import { SINGLES } from './primitives/levels.ts';
import { copyOf, finish, start } from './primitives/workspace.ts';
import { placesOf, zoomCrop } from './primitives/zoom.ts';

/** Constants: step between zoom factors, and number of them (the first is 1). */
export const zoomBlur = defineCorruption({
  name: 'zoom_blur',
  group: 'blur',
  summary: 'Camera motion towards the scene: the mean of enlarged copies.',
  random: false,
  severities: [
    [0.01, 12],
    [0.01, 16],
    [0.02, 11],
    [0.02, 13],
    [0.03, 11],
  ],
  applyConstants(image, [step, count], _random, { workspace }) {
    const { width, height } = image;
    const layers = Math.round(count!);
    const { from, to } = start(workspace, image, bytesFor(image, layers));
    const source = workspace.f64(3 * (width * height + width + 2)).fill(0);
    workspace.kernels.lookUpDoubles(from, source, copyOf(SINGLES, workspace));
    const sums = workspace.f32(from.length);
    for (let i = 0; i < from.length; i++) sums[i] = source[i]!;
    const line = workspace.f64(3 * (width + 2)).fill(0);
    for (let j = 1; j < layers; j++) {
      const zoom = 1 + j * step!;
      const across = placesOf(zoomCrop(width, zoom), workspace);
      const down = placesOf(zoomCrop(height, zoom), workspace);
      workspace.kernels.addZoomed(source, width, sums, across, down, line);
    }
    for (let i = 0; i < to.length; i++) {
      const value = Math.fround(Math.fround(source[i]! + sums[i]!) / (layers + 1));
      to[i] = Math.fround(Math.min(value, 1) * 255);
    }
    return finish(image, to);
  },
});

function bytesFor({ width, height }: Size, layers: number): number {
  return 36 * width * height + (layers * 12 + 64) * (width + height) + (layers + 4) * 256;
}
