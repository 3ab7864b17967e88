import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createRun,
  type LatencyRecord,
  type RecordLine,
  type RunData,
  type RunFile,
  readRun,
} from '../../../src/results/index.ts';
import { sampleLatency, sampleRun } from '../../results/samples.ts';

/** Writes a finished run and reads it again. */
export function writtenRun(
  id: string,
  records: readonly RecordLine[],
  change: Partial<RunFile> = {},
): RunData {
  const folder = join(mkdtempSync(join(tmpdir(), 'compare-')), id);
  const store = createRun(folder, sampleRun({ id, endedAt: '2026-01-01T00:10:00.000Z', ...change }));
  store.append(records);
  store.close();
  return readRun(folder);
}

/**
 * A latency with a ratio to the anchor of a given value and relative half-width at 95 %, of eight blocks.
 */
export function anchored(
  model: string,
  ratio: number,
  width: number,
  change: Partial<LatencyRecord> = {},
): LatencyRecord {
  const blocks = Array.from({ length: 8 }, () => [ratio, ratio]);
  return sampleLatency({ model }, ratio, {
    blocks,
    anchor: {
      value: ratio,
      low: ratio / (1 + width),
      high: ratio * (1 + width),
      level: 0.95,
      method: 'anchor',
    },
    cost: { parameters: 100, macs: 1000, activationBytes: 10, weightBytes: 400 },
    exact: { nodes: 50, outputDigest: 'aaaa' },
    ...change,
  });
}
