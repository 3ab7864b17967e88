export { ablations } from './ablations.ts';
export type * from './data/types.ts';
export { families } from './families.ts';
export {
  CROP_MODES,
  INTERPOLATIONS,
  type Interpolation,
  inputSize,
  type Recipe,
} from './recipe.ts';
export {
  ablationIds,
  type BuildOptions,
  batchNormExponents,
  buildModel,
  type ModelEntry,
  type ModelSpec,
  modelEntry,
  modelIds,
  tinyIds,
} from './registry.ts';
export { pairsOf, studiesOf } from './studies.ts';
export {
  type ModelDetails,
  type ModelSummary,
  modelDetails,
  modelSummary,
  publishedTop1,
} from './summary.ts';
export { publishedTag } from './tag.ts';
export type { ModelVariant } from './variants.ts';
