export { applySteps, constantsAt, isPlain, parseSteps, type Step, stepsName } from './composite.ts';
export { fromFloat, fromGrey, fromRgba, type Image } from './primitives/image.ts';
export { keyedRandom } from './primitives/keyed.ts';
export type { Random } from './primitives/random.ts';
export { frostTextures, proceduralFrost } from './primitives/textures/index.ts';
export { createWorkspace, type Workspace } from './primitives/workspace.ts';
export {
  corruptionGroups,
  corruptions,
  findCorruption,
  selectCorruptions,
  UnknownCorruptionError,
} from './registry.ts';
export type {
  Constants,
  Corruption,
  FrostTextures,
  Group,
  Options,
  Severity,
  Variant,
} from './types.ts';
