import { drawnKernels } from '../../../corruptions/kernels/drawn.ts';
import type { Kernels } from '../../../corruptions/kernels/kernels.ts';
import { type Workspace, workspaceOf } from '../../../corruptions/primitives/workspace.ts';
import { blur, blurLevels } from './blur.ts';
import { enlargeNearest, shrinkAcross, shrinkDown } from './boxes.ts';
import { markPeaks } from './canny.ts';
import { relaxDistances } from './distance.ts';
import { jpegRoundTrip } from './jpeg.ts';
import { lookUp, lookUpDoubles, sumChannel, toLevels } from './levels.ts';
import { sumOfTaps } from './motion.ts';
import { emboss, meanOfDistances, meanOfLevels } from './planes.ts';
import { blendFog, plasma } from './plasma.ts';
import { sampleReflected } from './sample.ts';
import { blendSnow } from './snow.ts';
import { sumOfStrips } from './strips.ts';
import { tint } from './tint.ts';
import { addZoomed } from './zoom.ts';

/** The kernels in plain TypeScript: what the WebAssembly ones must equal on every byte. */
const plainKernels: Kernels = {
  ...drawnKernels,
  addZoomed,
  blendFog,
  blendSnow,
  blur,
  blurLevels,
  emboss,
  enlargeNearest,
  jpegRoundTrip,
  lookUp,
  lookUpDoubles,
  markPeaks,
  meanOfDistances,
  meanOfLevels,
  plasma,
  relaxDistances,
  sampleReflected,
  shrinkAcross,
  shrinkDown,
  sumChannel,
  sumOfStrips,
  sumOfTaps,
  tint,
  toLevels,
};

/** A workspace in ordinary memory with the plain kernels. */
export function plainWorkspace(): Workspace {
  let buffer = new ArrayBuffer(0);
  return workspaceOf(plainKernels, 0, (bytes) => {
    if (bytes > buffer.byteLength) buffer = new ArrayBuffer(bytes);
    return buffer;
  });
}
