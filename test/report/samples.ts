import { pairsOf, studiesOf } from '../../src/backbones/models/index.ts';
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
      {
        family,
        published: [{ metric: 'imagenet-top1', value: top1, at: '256 px', source: 'sample' }],
        studies: studiesOf(id),
        pairs: pairsOf(id),
      },
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
    fileBytes: 1e5 + 4 * (SAMPLE_MODELS[model]?.[3] ?? 1e6),
  };
}

const CORRUPTIONS = [
  'gaussian_noise',
  'shot_noise',
  'impulse_noise',
  'defocus_blur',
  'glass_blur',
  'motion_blur',
  'zoom_blur',
  'snow',
  'frost',
  'fog',
  'brightness',
  'contrast',
  'elastic_transform',
  'pixelate',
  'jpeg_compression',
];

/** A run with records of every kind, so that every section of the report has something to show. */
export function sampleFullRun(): RunData {
  const base = sampleRunData();
  const random = repeatable(11);
  const estimate = (value: number, half: number) => ({
    value,
    low: value - half,
    high: value + half,
    level: 0.95,
    method: 'sample',
  });
  const models = Object.entries(SAMPLE_MODELS);
  const extra: RecordLine[] = [
    ...[1, 2, 4, 8].flatMap((batch) =>
      ['fastvit_t8', 'poolformer_s12'].map((model) =>
        sampleLatency({ model, batch }, (SAMPLE_MODELS[model]?.[1] ?? 1) * batch ** 0.92),
      ),
    ),
    ...[1, 2, 4].flatMap((threads) =>
      ['fastvit_t8', 'poolformer_s12'].map((model) =>
        sampleLatency({ model, threads }, (SAMPLE_MODELS[model]?.[1] ?? 1) / threads ** 0.7),
      ),
    ),
    ...[224, 384, 1024].flatMap((size) => {
      const resolution: [number, number] = [size, size];
      const pool = 20 * (size / 256) ** 2;
      const group = `${size}x${size}/mixers`;
      const paired = (factor: number) =>
        [0.99, 1, 1.02].map((drift) =>
          [0.98, 1, 1.01, 1.02].map((noise) => pool * factor * drift * noise * (0.995 + 0.01 * random())),
        );
      return [
        sampleLatency({ model: 'poolformer_s12', resolution, threads: 3 }, pool, {
          group,
          blocks: paired(1),
        }),
        sampleLatency({ model: 'metaformer_s12_repmixer', resolution, threads: 3 }, pool * 0.92, {
          group,
          blocks: paired(0.92 - size / 20000),
        }),
      ];
    }),
    ...parts(repeatable(13)),
    ...STEPS.flatMap((model, at) =>
      (['inference', 'train'] as const).map((form) =>
        sampleLatency(
          { model, form, resolution: [320, 320], threads: 5 },
          (27 - 2 * at) * (form === 'train' ? 1.2 : 1),
        ),
      ),
    ),
    ...models.flatMap(([model, [, , top1]]): RecordLine[] => {
      const accuracy = (dataset: string, value: number): RecordLine => ({
        type: 'accuracy',
        cell: { model, dataset, corruption: 'none', severity: 0, protocol: 'native' },
        images: 5000,
        unreadable: 0,
        top1: estimate(value, 0.011),
        top5: estimate(Math.min(0.99, value + 0.15), 0.006),
        calibration: { ece: 0.04, brier: 0.3, nll: 0.9 },
        published:
          dataset === 'imagenet'
            ? [
                {
                  source: 'timm',
                  top1: top1 / 100,
                  difference: value - top1 / 100,
                  inside: true,
                  verified: true,
                },
              ]
            : [],
        ...(dataset === 'imagenet'
          ? {}
          : {
              effectiveRobustness: {
                value: 0.02 * random(),
                clean: top1 / 100,
                expected: value,
                baselineModels: 8,
              },
            }),
        weights: 'hf',
        modelDigest: 'd',
        seed: 1,
      });
      const corruptions = CORRUPTIONS.map((corruption) => {
        const errors = Object.fromEntries(
          [1, 2, 3, 4, 5].map((severity) => [
            severity,
            Math.min(0.97, (1 - top1 / 100) * (1 + severity * (0.3 + 0.4 * random()))),
          ]),
        );
        const error = Object.values(errors).reduce((sum, value) => sum + value, 0) / 5;
        return { corruption, errors, error, ce: error * 1.1 };
      });
      const meanError = corruptions.reduce((sum, { error }) => sum + error, 0) / corruptions.length;
      return [
        accuracy('imagenet', top1 / 100 + 0.004 * (random() - 0.5)),
        accuracy('imagenet-a', top1 / 400),
        accuracy('imagenet-r', top1 / 180),
        {
          type: 'robustness',
          model,
          dataset: 'imagenet',
          protocol: 'imagenet-c',
          images: 5000,
          cleanError: 1 - top1 / 100,
          corruptions,
          meanError: estimate(meanError, 0.008),
          mce: estimate(meanError * 1.12, 0.01),
          seed: 1,
        },
      ];
    }),
    {
      type: 'accuracy-comparison',
      models: ['fastvit_sa12', 'poolformer_s12'],
      dataset: 'imagenet',
      protocol: 'native',
      images: 5000,
      onlyFirst: 420,
      onlySecond: 260,
      difference: estimate(0.032, 0.01),
      p: 1e-9,
      adjusted: 2e-8,
    },
    {
      type: 'claim',
      id: 'repmixer-384',
      claim: 'RepMixer lowers the latency of a MetaFormer-S12 by 25.1 % at 384 pixels',
      source: 'FastViT, figure 3',
      metric: 'latency ratio',
      published: 0.749,
      measured: estimate(0.9, 0.01),
      verdict: 'same direction, smaller',
      note: 'pooling as its authors write it',
    },
    {
      type: 'claim',
      id: 'gpu',
      claim: 'FastViT-MA36 is faster than CMT-S on a GPU',
      source: 'FastViT, table 2',
      metric: 'latency ratio',
      published: 0.52,
      verdict: 'not measurable here',
      note: 'no GPU',
    },
    {
      type: 'calibration',
      trials: 40,
      falseAlarms: 0.05,
      sequentialFalseAlarms: 0.275,
      level: 0.05,
      noiseFloor: 0.013,
      detectableSlowdown: 0.04,
      startedAt: '2026-01-01',
    },
    {
      type: 'verdict',
      cell: 'fastvit_t8/inference/onnxruntime-cpu/256x256/b1/t1',
      metric: 'latency',
      base: 'nightly-20251231',
      verdict: 'regressed',
      ratio: estimate(1.083, 0.012),
      adjusted: 0.001,
    },
    {
      type: 'verdict',
      cell: 'cmt_ti/inference/onnxruntime-cpu/256x256/b1/t1',
      metric: 'latency',
      base: 'nightly-20251231',
      verdict: 'unresolved',
      ratio: estimate(1.01, 0.04),
    },
    ...['Old machine, 4 cores', 'Test CPU, 4 cores'].map(
      (environment, at): RecordLine => ({
        type: 'history',
        series: 'fastvit_t8/inference/onnxruntime-cpu/256x256/b1/t1',
        metric: 'latency over anchor',
        unit: 'ratio',
        environment,
        points: Array.from({ length: 40 }, (_, night) => {
          const value =
            (at === 0 ? 3.1 : 2.6) * (night > 24 && at === 1 ? 1.09 : 1) * (0.99 + 0.02 * random());
          return {
            at: new Date(Date.UTC(2025, 9 + at, 1 + night)).toISOString(),
            value,
            low: value * 0.985,
            high: value * 1.015,
          };
        }),
        changes:
          at === 1
            ? [{ at: '2025-11-26T00:00:00.000Z', ratio: 1.09, commit: '0123456789abcdef', p: 0.0004 }]
            : [],
      }),
    ),
    ...CORRUPTIONS.slice(0, 4).flatMap((corruption) =>
      [1, 3, 5].map(
        (severity): RecordLine => ({ type: 'gallery', image: 'coffee', corruption, severity, jpeg: JPEG }),
      ),
    ),
    {
      type: 'failed',
      cell: { model: 'efficientnet_b7', form: 'inference', resolution: [1024, 1024] },
      reason: 'out of memory: 7000 MiB resident',
      startedAt: '2026-01-01',
    },
  ];
  const operators = [
    { type: 'Conv', count: 40, ms: 6 },
    { type: 'Gelu', count: 12, ms: 1.4 },
    { type: 'ReorderInput', count: 9, ms: 0.6 },
    { type: 'MatMul', count: 4, ms: 0.5 },
  ];
  const first = base.records.map((record) =>
    record.type === 'latency' && record.cell.resolution[0] === 256
      ? { ...record, profile: { runs: 10, operators, layers: [], unmappedMs: 0.6 } }
      : record,
  );
  const records = [...first, ...extra] as RecordLine[];
  const others = [...STEPS, ...Object.keys(PARTS)].map((id) => [
    id,
    { family: 'other', published: [], studies: studiesOf(id), pairs: pairsOf(id) },
  ]);
  const facts = { ...Object.fromEntries(others), ...base.run.models };
  return { ...base, run: { ...base.run, models: facts }, records, lines: records.map((_, at) => at + 2) };
}

/** Some of the steps from PoolFormer-S12 to FastViT-S12. */
const STEPS = [
  'poolformer_s12',
  's12_step2_repmixer',
  's12_step3_factorised',
  's12_step4_overparameterised',
  's12_step5_large_ffn',
  's12_step6_large_embedding',
];

/** Milliseconds of the models that the difference between pooling and RepMixer is split into, relative to pooling. */
const PARTS = {
  metaformer_s12_repmixer: 0.9,
  poolformer_s12_written: 1.3,
  poolformer_s12: 1,
  metaformer_s12_pool_nonorm: 0.8,
  metaformer_s12_pool_nonorm_written: 0.95,
  metaformer_s12_repmixer_nonorm: 0.75,
  metaformer_s12_identity: 0.7,
  metaformer_s12_depthwise_nonorm: 0.76,
  mixer_pool: 0.3,
  mixer_pool_written: 0.5,
  mixer_repmixer: 0.25,
};

/** Those models by resolution. */
function parts(random: () => number): RecordLine[] {
  return [288, 576].flatMap((size) =>
    Object.entries(PARTS).map(([model, factor]) => {
      const ms = 20 * (size / 256) ** 2 * factor * (size === 576 ? factor ** 0.1 : 1);
      const blocks = [0.99, 1, 1.02].map((drift) =>
        [0.98, 1, 1.01, 1.02].map((noise) => ms * drift * noise * (0.98 + 0.04 * random())),
      );
      return sampleLatency({ model, resolution: [size, size], threads: 3 }, ms, {
        group: `${size}x${size}/parts`,
        blocks,
      });
    }),
  );
}

/** A grey JPEG of 8x8 pixels. */
const JPEG =
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/wAALCAAIAAgBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/APn+iiiv/9k=';
