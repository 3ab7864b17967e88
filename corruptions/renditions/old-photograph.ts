import { defineCorruption } from '../primitives/define.ts';
import type { Image } from '../primitives/image.ts';
import type { Random } from '../primitives/random.ts';
import { blur } from '../primitives/raster/blur.ts';
import { stretchContrast } from '../primitives/raster/colour.ts';
import {
  clamp01,
  fromImage,
  lumaOf,
  type Raster,
  raster,
  smoothstep,
  toImage,
  unitOf,
} from '../primitives/raster/raster.ts';
import { cover, newStamp } from '../primitives/raster/strokes.ts';
import { cloud } from '../primitives/raster/texture.ts';

/**
 * A photograph of a century ago: sepia, soft, faded unevenly, darkened or bleached towards the corners,
 * with grain, dust, scratches and stains.
 * Constants: blur (pixels at 224), fading, grain, damage (0..1).
 */
export const oldPhotograph = defineCorruption({
  name: 'old_photograph',
  group: 'rendition',
  summary: 'Sepia, soft, faded and grainy, with dust, scratches and stains.',
  random: true,
  severities: [
    [0.4, 0.04, 0.02, 0.1],
    [0.6, 0.1, 0.03, 0.25],
    [0.8, 0.17, 0.038, 0.45],
    [1.1, 0.25, 0.046, 0.7],
    [1.5, 0.33, 0.055, 1],
  ],
  applyConstants: (image, constants, random) =>
    age(image, constants as [number, number, number, number], random),
});

function age(
  image: Image,
  [softness, fading, grain, damage]: [number, number, number, number],
  random: Random,
): Image {
  const { width, height } = image;
  const unit = unitOf(image);
  const luma = blur(lumaOf(stretchContrast(fromImage(image), 1.5)), softness * unit).data;
  const stain = cloud(width, height, Math.max(2, 60 * unit), 3, random).data;
  const speckle = raster(width, height, 1);
  random.fillNormal(speckle.data);
  const grains = blur(speckle, 0.45 * Math.min(2, unit)).data;
  const marks = damageOf(image, damage, unit, random).data;
  const out = raster(width, height, 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const rx = (2 * x + 1) / width - 1;
      const ry = (2 * y + 1) / height - 1;
      const corner = smoothstep(0.5, 1.9, rx * rx + ry * ry);
      const worn = smoothstep(0.35, 0.75, stain[i]! + 0.25 * damage) * damage;
      let tone = luma[i]! + 1.6 * grain * grains[i]!;
      tone = 0.5 + (1 - fading) * (tone - 0.5) + 0.35 * fading * (1 + 0.4 * stain[i]!);
      tone = tone * (1 - 0.4 * corner) + 0.12 * worn;
      tone = clamp01(tone + marks[i]!);
      out.data[3 * i] = 0.1 + 0.88 * tone ** 0.85;
      out.data[3 * i + 1] = 0.06 + 0.82 * tone - 0.03 * worn;
      out.data[3 * i + 2] = 0.03 + 0.64 * tone ** 1.2 - 0.1 * worn;
    }
  return toImage(out);
}

/** Draws the light (scratches, dust) and dark (specks) marks that are added to the tone. */
function damageOf({ width, height }: Image, damage: number, unit: number, random: Random): Raster {
  const out = raster(width, height, 1);
  const stamp = newStamp();
  const longest = Math.min(width, height);
  const mark = (count: number, halfLength: number, halfWidth: number, upright: boolean, tone: number) => {
    for (let n = Math.round(damage * count); n > 0; n--) {
      const angle = upright ? Math.PI / 2 + 0.12 * (random.uniform() - 0.5) : Math.PI * random.uniform();
      const x = random.uniform() * width;
      const y = random.uniform() * height;
      const size = 0.3 + random.uniform();
      const stroke = {
        x,
        y,
        dx: Math.cos(angle),
        dy: Math.sin(angle),
        halfLength: Math.max(0.5, halfLength * size),
        halfWidth: Math.max(0.3, halfWidth * (0.5 + random.uniform())),
      };
      cover(stamp, out, stroke);
      for (let at = 0; at < stamp.count; at++) out.data[stamp.pixel[at]!] = tone * stamp.coverage[at]!;
    }
  };
  mark(9, 0.35 * longest, 0.35 * unit, true, 0.22);
  mark(14, 0.035 * longest, 0.3 * unit, false, 0.3);
  mark(70, 0.7 * unit, 0.7 * unit, false, 0.3);
  mark(40, 0.8 * unit, 0.8 * unit, false, -0.35);
  return out;
}
