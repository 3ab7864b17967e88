import {
  formsByResolution,
  mixersByResolution,
  partsByResolution,
} from '../../charts/pairs-by-resolution.ts';
import { stepsBars } from '../../charts/steps.ts';
import type { ReportData } from '../../data.ts';
import type { ReportPair } from '../../pairs.ts';
import { asChange } from '../../values.ts';
import { h } from '../dom.ts';
import { figure } from '../figure.ts';
import { chosenLatency } from '../selection.ts';
import type { Store } from '../state.ts';
import { table } from '../table.ts';

export function ablationsSection(data: ReportData, store: Store): HTMLElement[] | undefined {
  const studies = [
    {
      id: 'steps',
      title: 'From PoolFormer-S12 to FastViT-S12',
      note: 'The seven steps of the paper’s table 1.',
      pattern: /^(poolformer_s12|s12_step\d_\w+|fastvit_s12)$/,
      needs: /^s12_step/,
    },
    {
      id: 'overparameterisation',
      title: 'Over-parameterisation',
      note: 'Branches while training; after re-parameterisation the cost is the same.',
      pattern: /_plain$|_branches\d|^(fastvit_(t8|s12|sa12|sa36)|mobileone_s[01])$/,
      needs: /_plain$|_branches\d/,
    },
    {
      id: 'large-kernels',
      title: 'Large kernels',
      note: 'Kernel sizes of the MLP and the patch embedding.',
      pattern: /^fastvit_s12(_kernel\d|_small_kernels)?$/,
      needs: /_kernel\d$|_small_kernels$/,
    },
  ].filter(({ needs }) => data.latency.some(({ model }) => needs.test(model)));
  const mixers = data.pairs.some(({ kind }) => kind === 'mixer');
  const parts = data.pairs.some(({ kind }) => kind === 'part');
  const forms = data.pairs.some(({ kind }) => kind === 'form');
  if (!mixers && !parts && !forms && studies.length === 0) return undefined;
  const pairs = () => {
    const { machine, hidden } = store.get();
    return data.pairs.filter(({ run, model }) => data.runs[run]?.machine === machine && !hidden.has(model));
  };
  return [
    h(
      'div',
      { class: 'figures' },
      ...(mixers
        ? [
            figure(store, {
              id: 'mixers',
              title: 'RepMixer against pooling',
              note: 'The same MetaFormer-S12 body with another token mixer, over pooling, in the same rounds. Dashed: the paper’s figures on a phone; ours are of this machine and this runtime.',
              build: (style) => mixersByResolution(pairs(), data.models, style),
            }),
          ]
        : []),
      ...(parts
        ? [
            figure(store, {
              id: 'mixer-parts',
              title: 'What pooling costs more: operator, layout, norm',
              note: 'Each line is two models that differ in one thing. Layout: pooling as its authors write it, an average minus its input, over two depthwise 1×1 convolutions that compute the same. Norm: with PoolFormer’s group norms over without. Mixers alone: the body without MLPs and norms.',
              build: (style) => partsByResolution(pairs(), data.models, style),
            }),
          ]
        : []),
      ...(forms
        ? [
            figure(store, {
              id: 'forms',
              title: 'Inference form against training form',
              note: 'What re-parameterisation gains: the same function, branches merged.',
              build: (style) => formsByResolution(pairs(), data.models, style),
            }),
          ]
        : []),
      ...studies.map(({ id, title, note, pattern }) =>
        figure(store, {
          id: `study-${id}`,
          title,
          note,
          build: (style) =>
            stepsBars(
              chosenLatency(data, store.get()).filter(({ model }) => pattern.test(model)),
              style,
            ),
        }),
      ),
    ),
    pairsTable(data),
  ];
}

function pairsTable(data: ReportData): HTMLElement {
  return table(
    data.pairs,
    [
      { title: 'model', value: (row) => row.model },
      {
        title: 'against',
        value: (row: ReportPair) => (row.kind === 'form' ? 'its training form' : row.against),
      },
      { title: 'pixels a side', value: (row) => row.side },
      { title: 'batch', value: (row) => row.batch },
      { title: 'change of latency', value: (row) => row.ratio[0], text: (row) => asChange(row.ratio[0]) },
      { title: 'low', value: (row) => row.ratio[1], text: (row) => asChange(row.ratio[1]) },
      { title: 'high', value: (row) => row.ratio[2], text: (row) => asChange(row.ratio[2]) },
      { title: 'run', value: (row) => data.runs[row.run]?.id },
    ],
    { id: 'pairs-table', caption: 'Pairs measured in the same rounds' },
  );
}
