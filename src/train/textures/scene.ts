import type { Image } from '#corruptions';
import type { Uniform } from '../../stats/index.ts';
import type { Figure, FigureClass } from './figures.ts';
import { cosine, sine } from './trigonometry.ts';

type Colour = readonly [number, number, number];

/** Returns the colour at a point of the unit square; undefined where the layer is transparent. */
type Layer = (x: number, y: number) => Colour | undefined;

/** Points per side of a pixel: colours are averaged over 2 × 2 points. */
const POINTS = 2;

/**
 * Draws one image: a background with a colour gradient and clutter, the figure at a random place, size, angle and
 * pair of colours, an occluding bar or disc, uneven light, and noise.
 *
 * @param size side in pixels; at another size only resolution and noise of the scene differ
 */
export function drawScene(figureClass: FigureClass, size: number, uniform: Uniform): Image {
  const background = gradient(uniform);
  const clutter = Array.from({ length: 2 + Math.floor(3 * uniform()) }, () => clutterPiece(uniform));
  const figure = place(figureClass, background(0.5, 0.5), uniform);
  const layers: Layer[] = [...clutter, figure, occluder(uniform)];
  const light = lighting(uniform);
  const strength = 4 + 8 * uniform();

  const data = new Uint8Array(size * size * 3);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const sum: [number, number, number] = [0, 0, 0];
      for (let point = 0; point < POINTS * POINTS; point++) {
        const x = (column + ((point % POINTS) + 0.5) / POINTS) / size;
        const y = (row + (Math.floor(point / POINTS) + 0.5) / POINTS) / size;
        const colour = topmost(layers, x, y) ?? background(x, y);
        for (let c = 0; c < 3; c++) sum[c] = sum[c]! + colour[c]!;
      }
      const brightness = light((column + 0.5) / size, (row + 0.5) / size) / (POINTS * POINTS);
      for (let c = 0; c < 3; c++) {
        const noise = (uniform() + uniform() - 1) * strength;
        const value = Math.round(sum[c]! * brightness * 255 + noise);
        data[(row * size + column) * 3 + c] = Math.min(255, Math.max(0, value));
      }
    }
  }
  return { width: size, height: size, data };
}

function topmost(layers: readonly Layer[], x: number, y: number): Colour | undefined {
  for (let i = layers.length - 1; i >= 0; i--) {
    const colour = layers[i]!(x, y);
    if (colour !== undefined) return colour;
  }
  return undefined;
}

function place(figureClass: FigureClass, behind: Colour, uniform: Uniform): Layer {
  const radius = 0.36 + 0.12 * uniform();
  const [centreX, centreY] = [0.5, 0.5].map((middle) => middle + (uniform() - 0.5) * (1 - 1.8 * radius));
  const turns = uniform();
  const [cos, sin] = [cosine(turns), sine(turns)];
  // The finest pattern repeats every 6 pixels of a 32-pixel image.
  const period = (0.19 + 0.08 * uniform()) / radius;
  const figure: Figure = figureClass(period, uniform);
  const first = colourAwayFrom(behind, uniform);
  const second = colourAwayFrom(first, uniform);
  return (x, y) => {
    const [dx, dy] = [(x - centreX!) / radius, (y - centreY!) / radius];
    if (dx * dx + dy * dy > 1.05) return undefined;
    const part = figure(cos * dx + sin * dy, cos * dy - sin * dx);
    if (part === 0) return undefined;
    return part === 1 ? first : second;
  };
}

/** Returns a linear colour gradient across the image. */
function gradient(uniform: Uniform): (x: number, y: number) => Colour {
  const [from, to] = [colour(uniform), colour(uniform)];
  const turns = uniform();
  const [cos, sin] = [cosine(turns), sine(turns)];
  return (x, y) => {
    const t = 0.5 + 0.35 * ((x - 0.5) * cos + (y - 0.5) * sin);
    return [0, 1, 2].map((c) => from[c]! + t * (to[c]! - from[c]!)) as unknown as Colour;
  };
}

/** Returns a short bar or a small disc. */
function clutterPiece(uniform: Uniform): Layer {
  const paint = colour(uniform);
  const [centreX, centreY] = [uniform(), uniform()];
  if (uniform() < 0.4) {
    const radius = 0.03 + 0.06 * uniform();
    return (x, y) => ((x - centreX) ** 2 + (y - centreY) ** 2 < radius * radius ? paint : undefined);
  }
  return bar([centreX, centreY], 0.1 + 0.25 * uniform(), 0.02 + 0.03 * uniform(), paint, uniform);
}

/** Returns a bar or a disc in front of the figure, in half of the images. */
function occluder(uniform: Uniform): Layer {
  const kind = uniform();
  const paint = colour(uniform);
  const [centreX, centreY] = [0.25 + 0.5 * uniform(), 0.25 + 0.5 * uniform()];
  if (kind < 1 / 2) return () => undefined;
  if (kind < 3 / 4) return bar([centreX, centreY], 0.4, 0.02 + 0.03 * uniform(), paint, uniform);
  const radius = 0.05 + 0.06 * uniform();
  return (x, y) => ((x - centreX) ** 2 + (y - centreY) ** 2 < radius * radius ? paint : undefined);
}

function bar(
  [centreX, centreY]: readonly [number, number],
  halfLength: number,
  halfWidth: number,
  paint: Colour,
  uniform: Uniform,
): Layer {
  const turns = uniform();
  const [cos, sin] = [cosine(turns), sine(turns)];
  return (x, y) => {
    const [dx, dy] = [x - centreX, y - centreY];
    const along = Math.abs(cos * dx + sin * dy);
    return along < halfLength && Math.abs(cos * dy - sin * dx) < halfWidth ? paint : undefined;
  };
}

/** Returns a brightness that falls off to one side. */
function lighting(uniform: Uniform): (x: number, y: number) => number {
  const [level, fall, turns] = [0.75 + 0.35 * uniform(), 0.7 * uniform(), uniform()];
  const [cos, sin] = [cosine(turns), sine(turns)];
  return (x, y) => level + fall * ((x - 0.5) * cos + (y - 0.5) * sin);
}

function colour(uniform: Uniform): Colour {
  return [0.08 + 0.84 * uniform(), 0.08 + 0.84 * uniform(), 0.08 + 0.84 * uniform()];
}

/** Draws a colour that is at least 0.3 of the range lighter or darker than another, in at most nine draws. */
function colourAwayFrom(other: Colour, uniform: Uniform): Colour {
  let best = colour(uniform);
  for (let i = 0; i < 8 && contrast(best, other) < 0.3; i++) {
    const next = colour(uniform);
    if (contrast(next, other) > contrast(best, other)) best = next;
  }
  return best;
}

function contrast(a: Colour, b: Colour): number {
  return Math.abs(0.299 * (a[0] - b[0]) + 0.587 * (a[1] - b[1]) + 0.114 * (a[2] - b[2]));
}
