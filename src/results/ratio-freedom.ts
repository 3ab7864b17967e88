import { stoppedDegreesOfFreedom } from '../stats/index.ts';
import type { LatencyRecord } from './schema.ts';

/** Degrees of freedom of a ratio of this record: fewer where precision ended the sampling. */
export function ratioFreedom({ blocks, stop, sampling }: LatencyRecord): number {
  if (stop !== 'precision') return blocks.length - 1;
  return stoppedDegreesOfFreedom(blocks.length, sampling.minBlocks ?? DEFAULT_MIN_BLOCKS);
}

/** Of records that do not say theirs. */
const DEFAULT_MIN_BLOCKS = 6;
