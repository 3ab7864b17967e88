import { ablations, type Study } from './ablations.ts';

/** A study that a model is part of. */
export interface ModelStudy {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  /** True for a model that exists for this study only; false for a published model it is compared with. */
  readonly made: boolean;
}

/** Another model that a model is compared with, where the ratio of their latencies has a meaning. */
export interface ModelPair {
  /** `mixer`: token mixers of one body; `part`: one part of the difference between two mixers. */
  readonly kind: 'mixer' | 'part';
  readonly against: string;
  /** Short name of the ratio, for a line of a chart. */
  readonly name: string;
  /** What the ratio of the model to `against` measures. */
  readonly meaning: string;
}

/** The studies whose models a report draws side by side, that a model of the registry is part of. */
export function studiesOf(model: string): ModelStudy[] {
  return STUDIES.flatMap(({ id, title, note, study, published }) => {
    const made = ablations.some((one) => one.study === study && one.id === model);
    return made || published.includes(model) ? [{ id, title, note, made }] : [];
  });
}

/** What a model of the registry is compared with, pair by pair. */
export function pairsOf(model: string): ModelPair[] {
  return PAIRS.filter((pair) => pair.model === model).map(({ model: _, ...pair }) => pair);
}

const STUDIES: readonly (Omit<ModelStudy, 'made'> & { study: Study; published: readonly string[] })[] = [
  {
    id: 'steps',
    title: 'From PoolFormer-S12 to FastViT-S12',
    note: 'The seven steps of table 1 of the paper.',
    study: 'steps',
    published: ['poolformer_s12', 'fastvit_s12'],
  },
  {
    id: 'overparameterisation',
    title: 'Over-parameterisation',
    note: 'Models with more or fewer branches in training; re-parameterised, they cost the same.',
    study: 'overparameterization',
    published: ['fastvit_t8', 'fastvit_s12', 'fastvit_sa12', 'fastvit_sa36', 'mobileone_s0', 'mobileone_s1'],
  },
  {
    id: 'large-kernels',
    title: 'Large kernels',
    note: 'Kernel sizes of the MLP and of the patch embeddings.',
    study: 'large-kernel',
    published: ['fastvit_s12'],
  },
];

const PAIRS: readonly (ModelPair & { readonly model: string })[] = [
  ...['repmixer', 'depthwise', 'identity', 'attention'].map((mixer) =>
    overPooling(`metaformer_s12_${mixer}`, 'poolformer_s12', mixer),
  ),
  overPooling('s12_step2_repmixer', 'poolformer_s12', 'repmixer'),
  ...['repmixer', 'depthwise', 'identity'].map((mixer) =>
    overPooling(`metaformer_s12_${mixer}_nonorm`, 'metaformer_s12_pool_nonorm', `${mixer}, no norms`),
  ),
  {
    kind: 'part',
    model: 'poolformer_s12_written',
    against: 'metaformer_s12_repmixer',
    name: 'all of it',
    meaning: 'PoolFormer-S12 as its authors write it over the same body with RepMixer',
  },
  {
    kind: 'part',
    model: 'metaformer_s12_pool_nonorm',
    against: 'metaformer_s12_repmixer_nonorm',
    name: 'operator',
    meaning: 'pooling over RepMixer, both in their fastest form, without norms',
  },
  {
    kind: 'part',
    model: 'metaformer_s12_pool_nonorm_written',
    against: 'metaformer_s12_pool_nonorm',
    name: 'layout',
    meaning:
      'pooling as its authors write it (an average minus its input) over two depthwise 1×1 convolutions that compute the same',
  },
  {
    kind: 'part',
    model: 'poolformer_s12',
    against: 'metaformer_s12_pool_nonorm',
    name: 'norm',
    meaning: 'PoolFormer’s group norms over no norms',
  },
  {
    kind: 'part',
    model: 'mixer_pool',
    against: 'mixer_repmixer',
    name: 'mixers alone, best form',
    meaning: 'pooling over RepMixer in a body without MLPs and norms',
  },
  {
    kind: 'part',
    model: 'mixer_pool_written',
    against: 'mixer_repmixer',
    name: 'mixers alone, as written',
    meaning: 'pooling as its authors write it over RepMixer, in the same body',
  },
];

function overPooling(model: string, against: string, name: string): ModelPair & { model: string } {
  return { kind: 'mixer', model, against, name, meaning: `${name} over pooling in the same body` };
}
