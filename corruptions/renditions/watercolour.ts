import { defineCorruption } from '../primitives/define.ts';
import type { Image } from '../primitives/image.ts';
import type { Random } from '../primitives/random.ts';
import { blur } from '../primitives/raster/blur.ts';
import { saturate, stretchContrast } from '../primitives/raster/colour.ts';
import { kuwahara } from '../primitives/raster/kuwahara.ts';
import {
  clamp01,
  fromImage,
  type Raster,
  raster,
  smoothstep,
  toImage,
  unitOf,
} from '../primitives/raster/raster.ts';
import { cloud, noise } from '../primitives/raster/texture.ts';

/**
 * Watercolour on rough paper: washes without detail, pigment gathered at their edges, uneven flow,
 * grain of the paper, and an unpainted ragged margin (the pigment model of Bousseau et al.,
 * "Interactive watercolor rendering with temporal coherence and abstraction", 2006).
 * Constants: wash radius (pixels at 224), wobble of the outlines (pixels at 224), unevenness of the
 * pigment, margin (share of the shorter side).
 */
export const watercolour = defineCorruption({
  name: 'watercolour',
  group: 'rendition',
  summary: 'Watercolour on rough paper: soft washes, dark edges, uneven pigment, a ragged margin.',
  random: true,
  severities: [
    [1.6, 1, 0.35, 0],
    [2.3, 1.6, 0.5, 0.01],
    [3.2, 2.4, 0.6, 0.02],
    [4.5, 3.4, 0.7, 0.035],
    [6, 4.5, 0.8, 0.05],
  ],
  applyConstants: (image, constants, random) =>
    paint(image, constants as [number, number, number, number], random),
});

function paint(
  image: Image,
  [radius, wobble, unevenness, margin]: [number, number, number, number],
  random: Random,
): Image {
  const { width, height } = image;
  const unit = unitOf(image);
  const bright = stretchContrast(saturate(fromImage(image), 1.35), 1.4);
  const patches = kuwahara(kuwahara(bright, radius * unit), radius * unit);
  // Wet paint rounds the patches' square corners and makes them waver.
  const wobbled = displace(patches, wobble * unit, 9 * unit, random);
  const wash = blur(wobbled, Math.min(1.1, 0.35 * radius) * unit);
  const around = blur(wash, Math.max(0.8, 2.2 * unit));
  const flow = cloud(width, height, Math.max(2, 45 * unit), 4, random).data;
  const grain = blur(noise(width, height, random), Math.max(0.4, 0.7 * unit)).data;
  const edge = distanceFromMargin(image, margin, unit, random).data;
  const out = raster(width, height, 3);
  for (let i = 0; i < flow.length; i++) {
    let dark = 0;
    for (let c = 0; c < 3; c++) dark += around.data[3 * i + c]! - wash.data[3 * i + c]!;
    const rim =
      clamp01(dark * 2.2) + 0.5 * smoothstep(0, 1, 1 - Math.abs(edge[i]! - 1.5 * unit) / (1.5 * unit));
    const pigment = 0.78 + 0.55 * unevenness * flow[i]! + 0.6 * (grain[i]! - 0.5) + 0.8 * rim;
    const painted = margin > 0 ? smoothstep(0, Math.max(1, 1.2 * unit), edge[i]!) : 1;
    for (let c = 0; c < 3; c++) {
      const colour = clamp01(0.06 + 0.94 * wash.data[3 * i + c]!);
      const density = pigment * painted;
      // More pigment darkens mid-tones most and leaves white paper white.
      const lit =
        density < 1 ? 1 - density * (1 - colour) : colour - (colour - colour * colour) * (density - 1);
      out.data[3 * i + c] = lit * (0.985 - 0.03 * (grain[i]! - 0.5)) - (c === 2 ? 0.025 : 0);
    }
  }
  return toImage(out);
}

/** Moves pixels by smooth noise of up to `reach` pixels. */
function displace(source: Raster, reach: number, period: number, random: Random): Raster {
  const { width, height, data } = source;
  const shiftX = cloud(width, height, Math.max(2, period), 2, random).data;
  const shiftY = cloud(width, height, Math.max(2, period), 2, random).data;
  const out = raster(width, height, 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const fromX = Math.min(width - 1, Math.max(0, Math.round(x + reach * shiftX[at]!)));
      const fromY = Math.min(height - 1, Math.max(0, Math.round(y + reach * shiftY[at]!)));
      const from = 3 * (fromY * width + fromX);
      out.data.set(data.subarray(from, from + 3), 3 * at);
    }
  return out;
}

/** Returns the signed distance in pixels into the painted area, whose border is ragged. */
function distanceFromMargin({ width, height }: Image, margin: number, unit: number, random: Random): Raster {
  const out = raster(width, height, 1, 1e6);
  if (margin <= 0) return out;
  const ragged = cloud(width, height, Math.max(2, 26 * unit), 3, random).data;
  const inset = margin * Math.min(width, height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const nearest = Math.min(x, y, width - 1 - x, height - 1 - y);
      out.data[y * width + x] = nearest - inset * (1 + 0.9 * ragged[y * width + x]!);
    }
  return out;
}
