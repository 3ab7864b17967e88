import { type LatencyCell, type LatencyRecord, RUN_SCHEMA, type RunFile } from '../../src/results/index.ts';

/** A run.json with everything that is required and nothing else. */
export function sampleRun(change: Partial<RunFile> = {}): RunFile {
  return {
    schema: RUN_SCHEMA,
    id: 'sample',
    suite: { name: 'sample', seed: 1 },
    plan: { digest: 'd1', groups: 1, cells: 2 },
    models: { fastvit_t8: { family: 'fastvit', published: [], studies: [], pairs: [] } },
    command: ['fastvit-bench', 'run', 'suites/sample.json'],
    environment: {
      cpu: { model: 'Test CPU', logicalCores: 4, available: 4, architecture: 'x64' },
      memory: { totalBytes: 8 * 2 ** 30, freeBytes: 4 * 2 ** 30 },
      os: { platform: 'linux', name: 'Test Linux', release: '1.0' },
      limits: {},
      container: false,
      load: [0, 0, 0],
      versions: { node: '20.19.0', 'fastvit-bench': '0.1.0', 'onnxruntime-node': '1.30.0' },
    },
    startedAt: '2026-01-01T00:00:00.000Z',
    resumedAt: [],
    skipped: [],
    ...change,
  };
}

/** A latency record with a given median; the blocks lie around it. */
export function sampleLatency(
  cell: Partial<LatencyCell> = {},
  median = 10,
  change: Partial<LatencyRecord> = {},
): LatencyRecord {
  const resolution = cell.resolution ?? [256, 256];
  return {
    type: 'latency',
    cell: {
      model: 'fastvit_t8',
      form: 'inference',
      runtime: 'onnxruntime',
      provider: 'cpu',
      batch: 1,
      threads: 1,
      graphOptimization: 'all',
      ...cell,
      resolution,
    },
    group: `${resolution.join('x')}/b${cell.batch ?? 1}/t${cell.threads ?? 1}`,
    blocks: [
      [median * 0.98, median, median * 1.01],
      [median * 0.99, median, median * 1.04],
    ],
    summary: {
      rounds: 6,
      runs: 12,
      median: { value: median, low: median * 0.98, high: median * 1.02, level: 0.95, method: 'median' },
      p5: median * 0.97,
      p25: median * 0.99,
      p50: median,
      p75: median * 1.02,
      p95: median * 1.1,
      p99: median * 1.2,
      spread: 0.01,
      imagesPerSecond: 1000 / median,
    },
    noisy: false,
    sessionMs: [50, 52],
    firstMs: [median * 2, median * 2.1],
    sampling: {
      isolation: 'process',
      roundsPerBlock: 3,
      runsPerTurn: 2,
      warmupRuns: [3, 3],
      warmupSettled: [true, true],
    },
    stop: 'precision',
    modelDigest: 'abc',
    weights: 'seed:0',
    options: {},
    startedAt: '2026-01-01T00:00:01.000Z',
    ...change,
  };
}
