import { blur } from './blur.ts';
import { alongFlow } from './flow.ts';
import type { Orientation } from './orientation.ts';
import { type Raster, raster } from './raster.ts';

interface LineOptions {
  /** Half width of a line, pixels. */
  readonly sigma: number;
  /** How far a line extends along its direction, pixels. */
  readonly length: number;
  /** Minimum contrast of a line, 0..1. */
  readonly threshold: number;
  /** Steepness of the transition from paper to ink. */
  readonly sharpness: number;
}

/**
 * Draws ink along edges where the image is darker than its surroundings: 1 is ink, 0 is paper.
 * Flow-based difference of Gaussians (Kang et al., "Coherent line drawing", 2007) with the soft
 * threshold of Winnemöller et al., "XDoG", 2012.
 */
export function lines(luma: Raster, { tangent }: Orientation, options: LineOptions): Raster {
  const { width, height } = luma;
  const narrow = blur(luma, options.sigma).data;
  const wide = blur(luma, 1.6 * options.sigma).data;
  const difference = raster(width, height, 1);
  for (let i = 0; i < narrow.length; i++) difference.data[i] = wide[i]! - narrow[i]!;
  const carried = alongFlow(difference, tangent, options.length).data;
  const ink = raster(width, height, 1);
  for (let i = 0; i < carried.length; i++) {
    const over = carried[i]! - options.threshold;
    ink.data[i] = over > 0 ? Math.tanh(options.sharpness * over) : 0;
  }
  return ink;
}
