import type { LatencyRecord, RecordLine, RunData } from '../../src/results/index.ts';
import { sampleLatency, sampleRun } from '../results/samples.ts';

/** A small generator of repeatable numbers on [0, 1), so that pictures are the same every time. */
export function repeatable(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Milliseconds at 256 pixels, and family. */
export const SAMPLE_MODELS: Readonly<
  Record<string, readonly [family: string, ms: number, top1: number, parameters: number]>
> = {
  fastvit_t8: ['fastvit', 8.1, 76.2, 4.0e6],
  fastvit_sa12: ['fastvit', 21.4, 80.9, 11.6e6],
  fastvit_ma36: ['fastvit', 88, 83.9, 43.9e6],
  poolformer_s12: ['poolformer', 27, 77.2, 11.9e6],
  mobileone_s0: ['mobileone', 6.8, 71.4, 2.1e6],
  efficientnet_b0: ['efficientnet', 12.3, 77.7, 5.3e6],
  convnext_tiny: ['convnext', 71, 82.1, 28.6e6],
  cmt_ti: ['cmt', 18.2, 79.1, 9.5e6],
};

/** A run whose latencies follow the pixels, with some noise and two-peaked blocks. */
export function sampleRunData(change: Partial<RunData> = {}): RunData {
  const random = repeatable(7);
  const records: RecordLine[] = [];
  for (const size of [128, 192, 256, 384]) {
    for (const [model, [, ms]] of Object.entries(SAMPLE_MODELS)) {
      for (const form of model.startsWith('fastvit')
        ? (['inference', 'train'] as const)
        : (['inference'] as const)) {
        const median = ms * (size / 256) ** 1.9 * (form === 'train' ? 1.7 : 1) * (0.97 + 0.06 * random());
        const baseline = 27 * (size / 256) ** 1.9;
        records.push(
          twoPeaked(
            sampleLatency({ model, form, resolution: [size, size] }, median),
            median,
            baseline,
            random,
          ),
        );
      }
    }
  }
  const models = Object.fromEntries(
    Object.entries(SAMPLE_MODELS).map(([id, [family, , top1]]) => [
      id,
      { family, published: [{ metric: 'imagenet-top1', value: top1, at: '256 px', source: 'sample' }] },
    ]),
  );
  return {
    folder: '.',
    run: sampleRun({ id: 'sample-20260101', models, endedAt: '2026-01-01T00:02:30.000Z' }),
    records,
    lines: records.map((_, at) => at + 2),
    problems: [],
    ...change,
  };
}

function twoPeaked(
  record: LatencyRecord,
  median: number,
  baseline: number,
  random: () => number,
): LatencyRecord {
  const blocks = Array.from({ length: 5 }, (_, block) =>
    Array.from({ length: 6 }, () => median * (block % 2 === 0 ? 0.97 : 1.04) * (0.99 + 0.02 * random())),
  );
  const { model } = record.cell;
  return {
    ...record,
    blocks,
    ...(model === 'poolformer_s12'
      ? {}
      : {
          ratio: {
            value: median / baseline,
            low: (median / baseline) * 0.98,
            high: (median / baseline) * 1.02,
            level: 0.95,
            method: 'sample',
            baseline: 'poolformer_s12/inference',
          },
        }),
    cost: {
      parameters: SAMPLE_MODELS[model]?.[3] ?? 1e6,
      macs: 5e7 * median,
      activationBytes: 1e7,
      weightBytes: 4 * (SAMPLE_MODELS[model]?.[3] ?? 1e6),
    },
    peakRssBytes: 9e7 + 4 * (SAMPLE_MODELS[model]?.[3] ?? 1e6),
  };
}
