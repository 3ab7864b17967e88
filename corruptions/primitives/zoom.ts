import type { Places } from '../kernels/kernels.ts';
import { roundHalfEven } from './levels.ts';
import type { Workspace } from './workspace.ts';

/** One axis of a central crop that is enlarged to at least the axis's length. */
export interface ZoomCrop {
  /** Length of the axis and of the result. */
  readonly length: number;
  readonly first: number;
  readonly cropped: number;
  readonly enlarged: number;
}

/** Crops the central ceil(length / zoom) samples and enlarges them to round(that * zoom), halves to even. */
export function zoomCrop(length: number, zoom: number): ZoomCrop {
  const cropped = Math.ceil(length / zoom);
  return {
    length,
    first: Math.floor((length - cropped) / 2),
    cropped,
    enlarged: Math.max(length, roundHalfEven(cropped * zoom)),
  };
}

/** Computes where samples trim..trim+count-1 of the enlarged axis lie in the source: linear, corners aligned. */
export function placesOf(crop: ZoomCrop, workspace: Workspace, trim = 0, count = crop.length): Places {
  const at = workspace.i32(count);
  const part = workspace.f64(count);
  const scale = crop.enlarged > 1 ? (crop.cropped - 1) / (crop.enlarged - 1) : 0;
  for (let i = 0; i < count; i++) {
    const position = (i + trim) * scale;
    const low = Math.min(Math.floor(position), crop.cropped - 1);
    at[i] = crop.first + low;
    part[i] = position - low;
  }
  return { at, part };
}
