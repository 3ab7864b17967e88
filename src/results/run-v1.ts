import type { JsonObject } from './version.ts';

/**
 * Version 2 of run.json names the studies and pairs of each model. Reports of version 1 derived them from the ids of
 * the models; this is what they derived. Models that only a mixed group names were not listed at all.
 */
export function addStudiesAndPairs(run: JsonObject): JsonObject {
  const listed = (run.models ?? {}) as Record<string, JsonObject>;
  const ids = new Set([...Object.keys(listed), ...mixedModels(run)]);
  const models = [...ids].map((id) => [
    id,
    { family: 'other', ...listed[id], studies: studiesById(id), pairs: pairsById(id) },
  ]);
  return { ...run, models: Object.fromEntries(models) };
}

function mixedModels({ suite }: JsonObject): string[] {
  const { latency } = (suite ?? {}) as { latency?: { mixed?: { models?: string[] }[] } };
  return latency?.mixed?.flatMap(({ models = [] }) => models) ?? [];
}

function studiesById(model: string) {
  return STUDIES.filter(({ members }) => members.test(model)).map(({ id, title, note, made }) => ({
    id,
    title,
    note,
    made: made.test(model),
  }));
}

function pairsById(model: string) {
  const mixer = /^(?:metaformer_s12|s12_step2)_((?!pool)[a-z]+)(_nonorm)?$/.exec(model);
  const name = `${mixer?.[1]}${mixer?.[2] ? ', no norms' : ''}`;
  const over = mixer?.[2] ? 'metaformer_s12_pool_nonorm' : 'poolformer_s12';
  const meaning = `${name} over pooling in the same body`;
  const parts = PARTS.filter((part) => part[0] === model);
  return [
    ...(mixer === null ? [] : [{ kind: 'mixer' as const, against: over, name, meaning }]),
    ...parts.map(([, against, of, what]) => ({ kind: 'part' as const, against, name: of, meaning: what })),
  ];
}

const STUDIES = [
  {
    id: 'steps',
    title: 'From PoolFormer-S12 to FastViT-S12',
    note: 'The seven steps of table 1 of the paper.',
    members: /^(poolformer_s12|s12_step\d_\w+|fastvit_s12)$/,
    made: /^s12_step/,
  },
  {
    id: 'overparameterisation',
    title: 'Over-parameterisation',
    note: 'Models with more or fewer branches in training; re-parameterised, they cost the same.',
    members: /_plain$|_branches\d|^(fastvit_(t8|s12|sa12|sa36)|mobileone_s[01])$/,
    made: /_plain$|_branches\d/,
  },
  {
    id: 'large-kernels',
    title: 'Large kernels',
    note: 'Kernel sizes of the MLP and of the patch embeddings.',
    members: /^fastvit_s12(_kernel\d|_small_kernels)?$/,
    made: /_kernel\d$|_small_kernels$/,
  },
] as const;

/** Model, what it is over, name, meaning. */
const PARTS: readonly (readonly [string, string, string, string])[] = [
  [
    'poolformer_s12_written',
    'metaformer_s12_repmixer',
    'all of it',
    'PoolFormer-S12 as its authors write it over the same body with RepMixer',
  ],
  [
    'metaformer_s12_pool_nonorm',
    'metaformer_s12_repmixer_nonorm',
    'operator',
    'pooling over RepMixer, both in their fastest form, without norms',
  ],
  [
    'metaformer_s12_pool_nonorm_written',
    'metaformer_s12_pool_nonorm',
    'layout',
    'pooling as its authors write it (an average minus its input) over two depthwise 1×1 convolutions that compute the same',
  ],
  ['poolformer_s12', 'metaformer_s12_pool_nonorm', 'norm', 'PoolFormer’s group norms over no norms'],
  [
    'mixer_pool',
    'mixer_repmixer',
    'mixers alone, best form',
    'pooling over RepMixer in a body without MLPs and norms',
  ],
  [
    'mixer_pool_written',
    'mixer_repmixer',
    'mixers alone, as written',
    'pooling as its authors write it over RepMixer, in the same body',
  ],
];
