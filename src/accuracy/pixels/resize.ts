import type { Interpolation } from '../../backbones/models/index.ts';
import { FILTERS } from './filter.ts';
import { resampleTaps, type Taps } from './taps.ts';

/** A rectangle of whole pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A resize, and the part of its result that is needed: nothing outside `box` is computed. */
export interface Resize {
  readonly width: number;
  readonly height: number;
  readonly interpolation: Interpolation;
  /** Lies within `width` × `height`, which is the default. */
  readonly box?: Box;
}

/** What a resize computes: the horizontal pass first, its result rounded to 8 bits, then the vertical pass. */
export interface ResizePlan {
  readonly box: Box;
  /** Undefined for an axis whose length does not change: it is not filtered. */
  readonly horizontal: Taps | undefined;
  readonly vertical: Taps | undefined;
  /** The input rows that the output depends on. */
  readonly rows: { readonly first: number; readonly count: number };
}

/** Plans a resize as Pillow's `Image.resize` does it. @throws RangeError for a size below 1, or a box outside the result */
export function planResize(
  image: { readonly width: number; readonly height: number },
  resize: Resize,
): ResizePlan {
  const { width, height } = resize;
  const box = resize.box ?? { left: 0, top: 0, width, height };
  if (!(width >= 1 && height >= 1)) throw new RangeError(`cannot resize to ${width}x${height}`);
  if (
    box.left < 0 ||
    box.top < 0 ||
    box.width < 1 ||
    box.height < 1 ||
    box.left + box.width > width ||
    box.top + box.height > height
  ) {
    throw new RangeError(
      `box ${box.width}x${box.height}+${box.left}+${box.top} is not within ${width}x${height}`,
    );
  }
  const filter = FILTERS[resize.interpolation];
  const horizontal =
    width === image.width ? undefined : resampleTaps(image.width, width, filter, box.left, box.width);
  const vertical =
    height === image.height ? undefined : resampleTaps(image.height, height, filter, box.top, box.height);
  if (vertical === undefined) {
    return { box, horizontal, vertical, rows: { first: box.top, count: box.height } };
  }
  const last = vertical.length - 1;
  const first = vertical.start[0]!;
  return {
    box,
    horizontal,
    vertical,
    rows: { first, count: vertical.start[last]! + vertical.count[last]! - first },
  };
}
