import { blur, blurLevels } from './blur.ts';
import { enlargeNearest, shrinkAcross, shrinkDown } from './boxes.ts';
import { markPeaks } from './canny.ts';
import { relaxDistances } from './distance.ts';
import { jpegRoundTrip } from './jpeg.ts';
import { lookUp, lookUpDoubles, sumChannel, toLevels } from './levels.ts';
import { sumOfTaps } from './motion.ts';
import { addNoise, fillNormal, fillUniform, impulse, shot } from './noise.ts';
import { emboss, meanOfDistances, meanOfLevels } from './planes.ts';
import { blendFog, plasma } from './plasma.ts';
import { sampleReflected } from './sample.ts';
import { shuffle } from './shuffle.ts';
import { blendSnow } from './snow.ts';
import { sumOfStrips } from './strips.ts';
import { tint } from './tint.ts';
import { addZoomed } from './zoom.ts';

/** The loops that take the time, in plain TypeScript: what the WebAssembly kernels must equal to the bit. */
export const plainKernels = {
  addNoise,
  addZoomed,
  blendFog,
  blendSnow,
  blur,
  blurLevels,
  emboss,
  enlargeNearest,
  fillNormal,
  fillUniform,
  impulse,
  jpegRoundTrip,
  lookUp,
  lookUpDoubles,
  markPeaks,
  meanOfDistances,
  meanOfLevels,
  plasma,
  relaxDistances,
  sampleReflected,
  shot,
  shrinkAcross,
  shrinkDown,
  shuffle,
  sumChannel,
  sumOfStrips,
  sumOfTaps,
  tint,
  toLevels,
};

/** Arrays given to a kernel come from the workspace the kernel belongs to. */
export type Kernels = typeof plainKernels;
