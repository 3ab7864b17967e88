import { ratioLines } from '../charts/ratio-lines.ts';
import type { ReportPair } from '../data/types.ts';
import type { Chart } from './figure.ts';
import { pairLines } from './pair-lines.ts';
import { pairsIn } from './view.ts';

/**
 * How much RepMixer instead of pooling reduces the latency of a MetaFormer-S12 body on an iPhone 12 Pro (figure 3 of
 * arXiv 2303.14189, and the text of section 3.2).
 */
const PAPER = [
  { value: 1 - 0.251, text: 'paper at 384: −25.1 %' },
  { value: 1 - 0.439, text: 'paper at 1024: −43.9 %' },
];

export const mixers: Chart<ReportPair> = {
  id: 'mixers',
  section: 'ablations',
  title: 'RepMixer against pooling',
  note: () =>
    'One MetaFormer-S12 body with each token mixer: latency over the same body with pooling, within the same rounds. Solid: this machine and runtime. Dashed: the paper’s values on a phone.',
  controls: [],
  rows: (view) => pairsIn(view, 'mixer'),
  chart: (pairs, style, { data }) =>
    ratioLines(
      pairLines(pairs, ({ name }) => name),
      data.models,
      style,
      'latency / pooling',
      PAPER,
      'place',
    ),
};
