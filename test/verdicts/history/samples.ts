import {
  HISTORY_SCHEMA,
  type HistoryHeader,
  type HistoryPoint,
} from '../../../src/verdicts/history/schema.ts';

export function sampleHeader(change: Partial<HistoryHeader> = {}): HistoryHeader {
  return {
    schema: HISTORY_SCHEMA,
    series: 'm/inference/onnxruntime-cpu/256x256/b1/t1',
    metric: 'latency over anchor',
    unit: 'ratio',
    environment: [['CPU', 'Test CPU']],
    modelDigest: 'abcdef0123456789',
    ...change,
  };
}

/** The point of a night, counted from the first of January 2026. */
export function samplePoint(night: number, change: Partial<HistoryPoint> = {}): HistoryPoint {
  return {
    run: `night-${night}`,
    at: new Date(Date.UTC(2026, 0, 1 + night)).toISOString(),
    value: 2,
    low: 1.98,
    high: 2.02,
    error: 0.005,
    noisy: false,
    commit: `c${night}`.padEnd(40, '0'),
    ...change,
  };
}
