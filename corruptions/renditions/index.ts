import type { Corruption } from '../types.ts';
import { cartoon } from './cartoon.ts';
import { embroidery } from './embroidery.ts';
import { halftone } from './halftone.ts';
import { lineDrawing } from './line-drawing.ts';
import { mosaic } from './mosaic.ts';
import { neon } from './neon.ts';
import { oilPainting } from './oil-painting.ts';
import { oldPhotograph } from './old-photograph.ts';
import { pencilSketch } from './pencil-sketch.ts';
import { pixelArt } from './pixel-art.ts';
import { pointillism } from './pointillism.ts';
import { poster } from './poster.ts';
import { silhouette } from './silhouette.ts';
import { stainedGlass } from './stained-glass.ts';
import { watercolour } from './watercolour.ts';
import { woodcut } from './woodcut.ts';

/** The renditions, from drawings through paintings and crafts to prints. */
export const RENDITIONS: readonly Corruption[] = [
  pencilSketch,
  lineDrawing,
  cartoon,
  oilPainting,
  watercolour,
  pointillism,
  mosaic,
  stainedGlass,
  halftone,
  woodcut,
  embroidery,
  pixelArt,
  poster,
  neon,
  oldPhotograph,
  silhouette,
];
