import type { Preprocessing } from './data/types.ts';
import type { ModelVariant } from './variants.ts';

/** Input of the small models: images without resizing or cropping. */
export const tinyInput: Preprocessing = {
  inputSize: 32,
  cropPct: 1,
  cropMode: 'center',
  interpolation: 'bicubic',
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};

export const tinyClasses = 10;

const depths = [1, 1, 2, 1];

/**
 * One small model per family, with 100 to 300 thousand parameters, for the ten classes of `textures10` at 32 x 32:
 * small enough to train on one core of a laptop within minutes. `weights: shipped` are trained weights.
 */
export const tinyModels: readonly ModelVariant[] = [
  { id: 'fastvit_nano', extends: 'fastvit_t8', depths, widths: [20, 40, 80, 160], mlpRatio: 2 },
  { id: 'poolformer_nano', extends: 'poolformer_s12', depths, widths: [24, 48, 72, 96] },
  {
    id: 'mobileone_nano',
    extends: 'mobileone_s1',
    stemWidth: 24,
    widths: [32, 64, 128, 256],
    pairs: [1, 2, 3, 1],
  },
  { id: 'convnext_nano', extends: 'convnext_tiny', depths, widths: [24, 48, 72, 96], patch: 2 },
  { id: 'efficientnet_nano', extends: 'efficientnet_b0', width: 0.25, depth: 0.5 },
  {
    id: 'cmt_nano',
    extends: 'cmt_ti',
    size: 32,
    stemWidth: 16,
    widths: [16, 32, 48, 64],
    depths,
    heads: [1, 2, 3, 4],
    mlpRatio: 3,
  },
];
