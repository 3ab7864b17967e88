import type { ModelVariant } from './variants.ts';

/** The studies of the FastViT paper that the models below belong to. */
export type Study = 'mixer' | 'steps' | 'overparameterization' | 'large-kernel' | 'stage-mixers';

export interface Ablation extends ModelVariant {
  readonly study: Study;
}

const four = <T>(value: T): T[] => [value, value, value, value];
const small = { depths: [2, 2, 6, 2], widths: [64, 128, 256, 512] };

/** FastViT-S12 without what steps 3 to 6 of table 1 add. */
const steps = {
  factorised: {
    ...small,
    mixers: four('repmixer'),
    branches: 0,
    ffnKernel: 0,
    embedKernel: 3,
    head: 'pooled',
  },
  overparameterised: { ...small, ffnKernel: 0, embedKernel: 3, head: 'pooled' },
  ffn: { ...small, embedKernel: 3, head: 'pooled' },
  embedding: { ...small, head: 'pooled' },
};

/** The models of the paper's ablations, each another model's configuration with parts replaced. */
export const ablations: readonly Ablation[] = [
  // Figure 3: the token mixer of one MetaFormer-S12 body, 224 to 1024.
  ...(['repmixer', 'depthwise', 'identity', 'attention'] as const).map((mixer) => mixed(mixer, 'group')),
  ...(['pool', 'repmixer', 'depthwise', 'identity'] as const).map((mixer) => mixed(mixer, 'none')),
  // The same, written as the authors write it: an average minus its input, factors as multiplications.
  { study: 'mixer', id: 'poolformer_s12_written', extends: 'poolformer_s12', lowering: 'plain' },
  {
    study: 'mixer',
    id: 'metaformer_s12_pool_nonorm_written',
    extends: 'poolformer_s12',
    norm: 'none',
    lowering: 'plain',
  },
  // Mixers without the rest: the body without its MLPs and norms; `mixer_none` has no mixer.
  {
    study: 'mixer',
    id: 'mixer_none',
    extends: 'poolformer_s12',
    norm: 'none',
    mlp: false,
    depths: [0, 0, 0, 0],
  },
  ...(['pool', 'repmixer', 'depthwise'] as const).map((mixer) => alone(mixer)),
  { ...alone('pool'), id: 'mixer_pool_written', lowering: 'plain' },
  // Table 1: from PoolFormer-S12 (evaluated at 224, then at 256) to FastViT-S12.
  { study: 'steps', id: 's12_step2_repmixer', extends: 'poolformer_s12', mixers: four('repmixer') },
  { study: 'steps', id: 's12_step3_factorised', extends: 'fastvit_s12', ...steps.factorised },
  { study: 'steps', id: 's12_step4_overparameterised', extends: 'fastvit_s12', ...steps.overparameterised },
  { study: 'steps', id: 's12_step5_large_ffn', extends: 'fastvit_s12', ...steps.ffn },
  { study: 'steps', id: 's12_step6_large_embedding', extends: 'fastvit_s12', ...steps.embedding },
  // Table 3 and beyond: how many branches a block has in training.
  ...['fastvit_t8', 'fastvit_s12', 'fastvit_sa12', 'fastvit_sa36', 'mobileone_s0', 'mobileone_s1'].map(
    (model): Ablation => ({
      study: 'overparameterization',
      id: `${model}_plain`,
      extends: model,
      branches: 0,
    }),
  ),
  ...[2, 4].map(
    (branches): Ablation => ({
      study: 'overparameterization',
      id: `fastvit_s12_branches${branches}`,
      extends: 'fastvit_s12',
      branches,
    }),
  ),
  // Kernel sizes of the MLP and of the patch embeddings.
  ...[3, 5, 9].map(
    (kernel): Ablation => ({
      study: 'large-kernel',
      id: `fastvit_s12_kernel${kernel}`,
      extends: 'fastvit_s12',
      ffnKernel: kernel,
      embedKernel: kernel,
    }),
  ),
  {
    study: 'large-kernel',
    id: 'fastvit_s12_small_kernels',
    extends: 'fastvit_s12',
    ffnKernel: 0,
    embedKernel: 3,
  },
  // Table 4: which stages attend (V1 to V3, without large kernels; V4 and V5 are S12 and SA12).
  stageMixers('v1', ['repmixer', 'repmixer', 'repmixer', 'repmixer']),
  stageMixers('v2', ['repmixer', 'repmixer', 'repmixer', 'attention']),
  stageMixers('v3', ['repmixer', 'repmixer', 'attention', 'attention']),
];

function mixed(mixer: string, norm: 'group' | 'none'): Ablation {
  const id = `metaformer_s12_${mixer}${norm === 'none' ? '_nonorm' : ''}`;
  return { study: 'mixer', id, extends: 'poolformer_s12', mixers: four(mixer), norm };
}

function alone(mixer: string): Ablation {
  const id = `mixer_${mixer}`;
  return { study: 'mixer', id, extends: 'poolformer_s12', mixers: four(mixer), norm: 'none', mlp: false };
}

function stageMixers(version: string, mixers: readonly string[]): Ablation {
  return {
    study: 'stage-mixers',
    id: `fastvit_${version}`,
    extends: 'fastvit_s12',
    mixers,
    ffnKernel: 0,
    embedKernel: 3,
  };
}
