import type { Image } from './image.ts';
import { blankLike } from './image.ts';
import { toLevel, UNIT } from './levels.ts';

/**
 * Changes saturation and value of every pixel: S becomes clip(scale * S + shift), V becomes clip(V + lift); hue stays.
 * In double precision, with scikit-image's conventions: of equal maxima the last channel decides the hue, which is 0
 * for grey.
 */
export function adjustHsv(
  image: Image,
  change: { readonly scale: number; readonly shift: number; readonly lift: number },
): Image {
  const { scale, shift, lift } = change;
  const keepSaturation = scale === 1 && shift === 0;
  const out = blankLike(image);
  const { data } = image;
  const target = out.data;
  for (let i = 0; i < data.length; i += 3) {
    const r = UNIT[data[i]!]!;
    const g = UNIT[data[i + 1]!]!;
    const b = UNIT[data[i + 2]!]!;
    const max = r > g ? Math.max(r, b) : Math.max(g, b);
    const min = r < g ? Math.min(r, b) : Math.min(g, b);
    const range = max - min;
    const value = clip(max + lift);
    let saturation = range === 0 ? 0 : range / max;
    if (!keepSaturation) saturation = clip(scale * saturation + shift);
    const turns = range === 0 ? 0 : hue(r, g, b, max, range);
    const sector = Math.floor(turns * 6);
    const part = turns * 6 - sector;
    const low = toLevel(value * (1 - saturation));
    const high = toLevel(value);
    const middle = toLevel(
      sector & 1 ? value * (1 - part * saturation) : value * (1 - (1 - part) * saturation),
    );
    switch (sector % 6) {
      case 0:
        set(target, i, high, middle, low);
        break;
      case 1:
        set(target, i, middle, high, low);
        break;
      case 2:
        set(target, i, low, high, middle);
        break;
      case 3:
        set(target, i, low, middle, high);
        break;
      case 4:
        set(target, i, middle, low, high);
        break;
      default:
        set(target, i, high, low, middle);
    }
  }
  return out;
}

/** Returns the hue in turns, 0 (red) to 1. */
function hue(r: number, g: number, b: number, max: number, range: number): number {
  const sixths = b === max ? 4 + (r - g) / range : g === max ? 2 + (b - r) / range : (g - b) / range;
  const turns = sixths / 6;
  return turns < 0 ? turns + 1 : turns;
}

function clip(value: number): number {
  return value < 0 ? 0 : Math.min(value, 1);
}

function set(target: Uint8Array, i: number, r: number, g: number, b: number): void {
  target[i] = r;
  target[i + 1] = g;
  target[i + 2] = b;
}
