import { stoppedDegreesOfFreedom } from '../stats/index.ts';
import type { LatencyRecord } from './schema.ts';

/** Degrees of freedom of a ratio of this record; fewer if sampling stopped because it was precise enough. */
export function ratioFreedom({ blocks, stop, sampling }: LatencyRecord): number {
  if (stop !== 'precision') return blocks.length - 1;
  return stoppedDegreesOfFreedom(blocks.length, sampling.minBlocks ?? DEFAULT_MIN_BLOCKS);
}

/** Of records without `sampling.minBlocks`. */
const DEFAULT_MIN_BLOCKS = 6;
