import type { Places } from '../kernels/kernels.ts';
import type { Workspace } from './workspace.ts';

/** One axis of a central crop enlarged to at least the axis again. */
export interface ZoomCrop {
  /** Length of the axis, and what the result is cut to. */
  readonly length: number;
  readonly first: number;
  readonly cropped: number;
  readonly enlarged: number;
}

/** The central ceil(length / zoom) samples, enlarged to round(that * zoom), halves to even. */
export function zoomCrop(length: number, zoom: number): ZoomCrop {
  const cropped = Math.ceil(length / zoom);
  return {
    length,
    first: Math.floor((length - cropped) / 2),
    cropped,
    enlarged: Math.max(length, roundHalfEven(cropped * zoom)),
  };
}

/** Where the samples trim..trim+count-1 of the enlarged axis lie: linear, corners on corners. */
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

function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
