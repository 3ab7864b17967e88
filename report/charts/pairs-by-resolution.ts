import type { ReportModel } from '../data.ts';
import type { ReportPair } from '../pairs.ts';
import type { ChartSpec } from './chart.ts';
import { ratioLines } from './ratio-by-resolution.ts';
import type { ChartStyle } from './style.ts';

/**
 * The paper's reduction of latency when RepMixer replaces pooling in a MetaFormer-S12 body, on an iPhone 12
 * Pro (figure 3 of arXiv 2303.14189, and the text of section 3.2).
 */
const PAPER_MIXER = [
  { value: 1 - 0.251, text: 'paper at 384: −25.1 %' },
  { value: 1 - 0.439, text: 'paper at 1024: −43.9 %' },
];

/** Inference form over training form of each model: what re-parameterisation gains. */
export function formsByResolution(
  pairs: readonly ReportPair[],
  models: readonly ReportModel[],
  style: ChartStyle,
): ChartSpec {
  return ratioLines(
    pairLines(pairs, 'form', ({ model }) => model),
    models,
    style,
    'inference / training form',
  );
}

/** Each token mixer over pooling in the same body, beside the paper's two figures. */
export function mixersByResolution(
  pairs: readonly ReportPair[],
  models: readonly ReportModel[],
  style: ChartStyle,
): ChartSpec {
  const lines = pairLines(pairs, 'mixer', ({ model }) => mixerName(model));
  return ratioLines(lines, models, style, 'latency / pooling', PAPER_MIXER, 'place');
}

/** What the difference between pooling and RepMixer is made of: operator, layout, norm, and the mixers alone. */
export function partsByResolution(
  pairs: readonly ReportPair[],
  models: readonly ReportModel[],
  style: ChartStyle,
): ChartSpec {
  const lines = pairLines(pairs, 'part', ({ what = '' }) => what);
  return ratioLines(lines, models, style, 'latency ratio', [], 'place');
}

/** `metaformer_s12_depthwise_nonorm` as `depthwise, no norms`: the body is the same in all of them. */
function mixerName(model: string): string {
  return model.replace(/^(metaformer_s12|s12_step2)_/, '').replace(/_nonorm$/, ', no norms');
}

function pairLines(
  pairs: readonly ReportPair[],
  kind: ReportPair['kind'],
  name: (pair: ReportPair) => string,
) {
  const lines = new Map<string, ReportPair[]>();
  for (const pair of pairs) {
    if (pair.kind !== kind) continue;
    const key = name(pair);
    const known = lines.get(key) ?? [];
    // The newest run comes first.
    if (!known.some(({ side }) => side === pair.side)) lines.set(key, [...known, pair]);
  }
  return [...lines].map(([key, own]) => ({
    name: key,
    model: own[0]?.model ?? '',
    form: 'inference' as const,
    points: own
      .map(({ side, ratio: [y, low, high] }) => ({ x: side, y, low, high }))
      .sort((a, b) => a.x - b.x),
  }));
}
