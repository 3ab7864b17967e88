export { exponents } from './data/exponents.ts';
export type * from './data/types.ts';
export {
  type BuildOptions,
  buildModel,
  type FamilyName,
  type ModelEntry,
  modelEntry,
  modelIds,
} from './registry.ts';
export {
  type ModelDetails,
  type ModelSummary,
  modelDetails,
  modelSummary,
  publishedTop1,
} from './summary.ts';
