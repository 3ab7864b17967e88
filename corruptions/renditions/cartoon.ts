import { defineCorruption } from '../primitives/define.ts';
import type { Image } from '../primitives/image.ts';
import { lumaOfColour, saturate, stretchContrast } from '../primitives/raster/colour.ts';
import { kuwahara } from '../primitives/raster/kuwahara.ts';
import { lines } from '../primitives/raster/lines.ts';
import { orientation } from '../primitives/raster/orientation.ts';
import { clamp01, fromImage, lumaOf, type Raster, toImage, unitOf } from '../primitives/raster/raster.ts';

/**
 * Cartoon: flat saturated colours in a few steps of light, with black outlines (the abstraction of
 * Winnemöller, Olsen and Gooch, "Real-time video abstraction", 2006).
 * Constants: patch radius (pixels at 224), steps of light, outline half width (pixels at 224), saturation.
 */
export const cartoon = defineCorruption({
  name: 'cartoon',
  group: 'rendition',
  summary: 'Flat bright colours in a few steps of light, with black outlines.',
  random: false,
  severities: [
    [2, 9, 0.7, 1.3],
    [3, 7, 0.9, 1.4],
    [4, 6, 1.1, 1.5],
    [5, 5, 1.4, 1.65],
    [7, 4, 1.8, 1.8],
  ],
  applyConstants: (image, constants) => draw(image, constants as [number, number, number, number]),
});

function draw(image: Image, [radius, steps, width, saturation]: [number, number, number, number]): Image {
  const unit = unitOf(image);
  const source = stretchContrast(fromImage(image), 1.6);
  const once = kuwahara(source, radius * unit);
  const flat = saturate(kuwahara(once, radius * unit), saturation);
  stepLight(flat, steps);
  const luma = lumaOf(source);
  const ink = lines(luma, orientation(luma, Math.max(0.8, 2 * width * unit)), {
    sigma: Math.max(0.5, width * unit),
    length: Math.max(1, 5 * unit),
    threshold: 0.016,
    sharpness: 60,
  }).data;
  for (let i = 0; i < flat.data.length; i++)
    flat.data[i] = flat.data[i]! * (1 - 0.95 * ink[Math.floor(i / 3)]!);
  return toImage(flat);
}

/** Moves luma to one of `steps` levels, in place, with soft edges between them; keeps hue and chroma. */
function stepLight({ data }: Raster, steps: number): void {
  for (let i = 0; i < data.length; i += 3) {
    const luma = lumaOfColour(data[i]!, data[i + 1]!, data[i + 2]!);
    const scaled = clamp01(luma) * steps;
    const edge = Math.round(scaled);
    const target = (edge + 0.5 * Math.tanh(10 * (scaled - edge))) / steps;
    const gain = luma > 1e-3 ? target / luma : 1;
    for (let c = 0; c < 3; c++) data[i + c] = clamp01(data[i + c]! * gain);
  }
}
