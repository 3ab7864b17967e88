export { applySteps, constantsAt, isPlain, parseSteps, type Step, stepsName } from './composite.ts';
export { fromFloat, fromGrey, fromRgba } from './image.ts';
export { keyedRandom } from './keyed.ts';
export type { Random } from './random.ts';
export { corruptionGroups, corruptions, findCorruption, selectCorruptions } from './registry.ts';
export { frostTextures, proceduralFrost } from './textures/index.ts';
export type {
  Constants,
  Corruption,
  FrostTextures,
  Group,
  Image,
  Options,
  Severity,
  Variant,
} from './types.ts';
export { createWorkspace, type Workspace } from './workspace.ts';
