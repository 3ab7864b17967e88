import { rmSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { type MeasuredCell, measureGroup, SamplingOptions } from '../../src/latency/index.ts';
import { profileCell } from '../../src/latency/profile.ts';
import { profileOfTrace } from '../../src/latency/trace.ts';
import { onnxruntime } from '../../src/runtimes/index.ts';
import { convolutionModel, temporaryFolder } from '../runtimes/models.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));

const cell: MeasuredCell = {
  cell: {
    model: 'convolution',
    form: 'inference',
    runtime: 'onnxruntime',
    provider: 'cpu',
    resolution: [32, 32],
    batch: 1,
    threads: 1,
    graphOptimization: 'all',
  },
  model: convolutionModel(folder),
  runtime: onnxruntime,
  weights: 'kernel',
  modelDigest: '0',
};

describe('a trace', () => {
  const kernel = (
    name: string,
    op: string,
    index: number,
    ts: number,
    dur: number,
    provider = 'CPUExecutionProvider',
  ) => ({
    cat: 'Node',
    name: `${name}_kernel_time`,
    ts,
    dur,
    args: { op_name: op, node_index: String(index), provider },
  });
  const run = (start: number, factor: number) => [
    kernel('stem.conv_nchwc', 'Conv', 7, start + 1, 1000 * factor),
    kernel('stem.gelu', 'Gelu', 1, start + 2, 200 * factor),
    kernel('blocks.0.attention.scores', 'MatMul', 2, start + 3, 30 * factor, 'CUDAExecutionProvider'),
    kernel('blocks.0.attention.softmax', 'Softmax', 3, start + 4, 20 * factor),
    kernel('ReorderOutput_token_12', 'ReorderOutput', 9, start + 5, 5 * factor),
  ];
  const trace = [
    { cat: 'Session', name: 'model_run', ts: 0, dur: 9999, args: {} },
    ...run(300, 3),
    ...run(0, 100),
    ...run(100, 1),
    ...run(200, 2),
    { cat: 'Node', name: 'stem.gelu_fence_before', ts: 5, dur: 1, args: { op_name: 'Gelu' } },
  ];
  test('gives medians by operator and by layer, without the first runs', () => {
    expect(
      profileOfTrace(
        trace,
        new Map(['stem.conv', 'stem.gelu', 'blocks.0.attention', 'head'].map((name) => [name, name])),
        1,
      ),
    ).toEqual({
      runs: 3,
      operators: [
        { type: 'Conv', count: 1, ms: 2 },
        { type: 'Gelu', count: 1, ms: 0.4 },
        { type: 'MatMul', count: 1, ms: 0.06 },
        { type: 'Softmax', count: 1, ms: 0.04 },
        { type: 'ReorderOutput', count: 1, ms: 0.01 },
      ],
      layers: [
        { name: 'stem.conv', ms: 2 },
        { name: 'stem.gelu', ms: 0.4 },
        { name: 'blocks.0.attention', ms: 0.1 },
      ],
      unmappedMs: 0.01,
      providers: { CPUExecutionProvider: 4, CUDAExecutionProvider: 1 },
    });
  });
  test('refuses what is not a trace', () => {
    expect(() => profileOfTrace({}, new Map(), 0)).toThrow();
  });
});

describe('onnxruntime', () => {
  test('its operators are mapped to the layers of the file', async () => {
    const { runs, operators, layers, providers } = await profileCell(cell, { timeoutMs: 60_000 });
    expect(runs).toBe(15);
    expect(operators.map(({ type }) => type)).toContain('Conv');
    expect(layers.map(({ name }) => name)).toEqual(['relu0', 'relu1', 'pool']);
    const total = operators.reduce((sum, { ms }) => sum + ms, 0);
    expect(total).toBeGreaterThan(0);
    expect(Object.keys(providers)).toEqual(['CPUExecutionProvider']);
  });

  test('a group of real processes gives complete records, and a corrupt file does not disturb it', async () => {
    const broken: MeasuredCell = {
      ...cell,
      cell: { ...cell.cell, model: 'broken' },
      model: { ...cell.model, path: `${folder}/none.onnx` },
    };
    const twin: MeasuredCell = { ...cell, cell: { ...cell.cell, model: 'twin' } };
    const records = await measureGroup([cell, broken, twin], {
      group: 'g',
      seed: 1,
      budgetMs: 1,
      profile: true,
      sampling: SamplingOptions.parse({ turnMs: 2, warmupMaxMs: 100, roundsPerBlock: 2, resamples: 100 }),
    });
    expect(records.map(({ type }) => type)).toEqual(['latency', 'failed', 'latency']);
    expect(records[1]).toMatchObject({
      reason: expect.stringMatching(/none\.onnx.*doesn't exist|No such file/),
    });
    expect(records[2]).toMatchObject({
      ratio: { baseline: 'convolution/inference/onnxruntime-cpu/32x32/b1/t1' },
      anchor: { value: expect.any(Number) },
      anchorMovement: expect.any(Number),
      profile: { runs: 15 },
      options: { nodesByProvider: { CPUExecutionProvider: expect.any(Number) }, spinning: 'off' },
      peakRssBytes: expect.any(Number),
      stop: 'budget',
    });
  });
});
