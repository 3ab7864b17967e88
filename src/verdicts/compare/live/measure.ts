import { cpus } from 'node:os';
import { join } from 'node:path';
import {
  type GroupEstimate,
  type MeasuredCell,
  type MeasureEvent,
  type MeasureGroup,
  SamplingOptions,
} from '../../../latency/index.ts';
import {
  intervalMethod,
  type LatencyRecord,
  latencyCellId,
  lookOf,
  type RecordLine,
  ratioTime,
  roundsBy,
} from '../../../results/index.ts';
import { loadPhotos, modelSource } from '../../../runs/execute/index.ts';
import { onnxruntime } from '../../../runtimes/index.ts';
import { blockInterval, blockLogRatios, blockPValue } from '../../../stats/index.ts';
import { comparisonOf } from '../compare.ts';
import { exactChangesOf } from '../exact.ts';
import { testedLatency } from '../latency.ts';
import type { CompareOptions, Comparison, ExactChange, Finding } from '../types.ts';

/** The ONNX files of one model, from both sides. */
export interface LivePair {
  readonly model: string;
  readonly base: string;
  readonly head: string;
}

export interface LiveOptions {
  readonly base: string;
  readonly head: string;
  readonly resolution: number;
  readonly batch: number;
  readonly threads: number;
  /** Time for all pairs together. */
  readonly budgetSeconds: number;
  readonly isolation: 'process' | 'shared';
  readonly compare: CompareOptions;
  readonly signal: AbortSignal;
  readonly clock: () => number;
  readonly onEvent?: (model: string, event: MeasureEvent) => void;
}

const METHOD = 'ratio within rounds, sides interleaved';

/**
 * Measures both sides of each pair interleaved, one group per pair, and compares them within rounds, so that drift
 * of the machine affects both sides alike.
 *
 * @param folder for temporary files
 */
export async function compareLive(
  pairs: readonly LivePair[],
  folder: string,
  options: LiveOptions,
  measure: MeasureGroup,
): Promise<Comparison> {
  const photos = await loadPhotos();
  const findings: Finding[] = [];
  const exactChanges: ExactChange[] = [];
  const failed: { cell: string; reason: string }[] = [];
  const ends = options.clock() + 1000 * options.budgetSeconds;
  for (const [at, pair] of pairs.entries()) {
    const cells = [
      await cellOf(`${pair.model}@base`, pair.base, join(folder, `${at}-base.onnx`), options, photos),
      await cellOf(`${pair.model}@head`, pair.head, join(folder, `${at}-head.onnx`), options, photos),
    ] as const;
    // Bonferroni's share of the error: what is decided with it stays decided after Holm's correction.
    const sampling = SamplingOptions.parse({
      anchor: false,
      precision: 0.005,
      isolation: options.isolation,
      level: 1 - options.compare.level / pairs.length,
    });
    const records = await measure(cells, {
      group: pair.model,
      sampling,
      seed: at,
      budgetMs: Math.max(0, ends - options.clock()) / (pairs.length - at),
      isDecided: (ratios) => ratios.every((ratio) => isDecided(ratio, options.compare)),
      signal: options.signal,
      clock: options.clock,
      onEvent: (event) => options.onEvent?.(pair.model, event),
    });
    const cell = latencyCellId({ ...cells[1].cell, model: pair.model });
    for (const [side, record] of records.entries()) {
      if (record.type === 'failed')
        failed.push({ cell: `${cell}, ${side === 0 ? 'base' : 'head'}`, reason: record.reason });
    }
    const [base, head] = records.filter(isLatency);
    if (base === undefined || head === undefined) continue;
    findings.push(liveFinding(cell, base, head, options.compare));
    exactChanges.push(...exactChangesOf(cell, base, head, true));
  }
  const { base, head } = options;
  return comparisonOf({ base, head }, findings, exactChanges, failed, options.compare);
}

/** Whether a ratio of head over base has a verdict: it changed by the margin or more, or surely by less. */
function isDecided({ value, low, high, time }: GroupEstimate, { margin, floors }: CompareOptions): boolean {
  const within = (ratio: number) => Math.abs(Math.log(ratio)) < Math.log1p(margin);
  const reach = 1 + floors[time];
  const excludesOne = Math.min(low, value / reach) > 1 || Math.max(high, value * reach) < 1;
  return within(low) && within(high) ? true : excludesOne && !within(value);
}

/** Tests head over base from two records of one group. */
function liveFinding(
  cell: string,
  base: LatencyRecord,
  head: LatencyRecord,
  options: CompareOptions,
): Finding {
  const time = ratioTime(head, base);
  const logs = blockLogRatios(roundsBy(time, head), roundsBy(time, base));
  if (logs.length < 2)
    return {
      kind: 'incomparable',
      cell,
      metric: 'latency',
      note: 'only one block was measured; increase --budget',
    };
  const look = lookOf(head);
  const { value: log, low, high, level } = blockInterval(logs, 0.95, look);
  const ratio = { log, low, high, level, p: blockPValue(logs, look) };
  const [before, after] = [base, head].map(({ summary }) => `${summary.median.value.toPrecision(3)} ms`);
  return {
    ...testedLatency(cell, ratio, time, options, `${METHOD}; ${intervalMethod(look)}`),
    note: `${before}, now ${after}; ${logs.length} blocks`,
  };
}

async function cellOf(
  id: string,
  onnx: string,
  path: string,
  { resolution, batch, threads }: LiveOptions,
  photos: Awaited<ReturnType<typeof loadPhotos>>,
): Promise<MeasuredCell> {
  const ref = { onnx, id };
  const size = { resolution: [resolution, resolution] as [number, number], batch };
  modelSource.check(ref, size);
  const written = await modelSource.write(ref, {
    ...size,
    form: 'inference',
    weights: 'seed:0',
    format: 'onnx',
    path,
  });
  return {
    cell: {
      model: id,
      form: 'inference',
      runtime: onnxruntime.name,
      provider: 'cpu',
      ...size,
      threads: Math.min(threads, cpus().length),
      graphOptimization: 'all',
    },
    model: {
      path: written.path,
      input: { ...written.input, data: photos(modelSource.recipe(ref, size.resolution), batch) },
      output: written.output,
    },
    runtime: onnxruntime,
    weights: 'in the file',
    modelDigest: written.digest,
    fileBytes: written.fileBytes,
    ...(written.cost ? { cost: written.cost } : {}),
  };
}

function isLatency(record: RecordLine): record is LatencyRecord {
  return record.type === 'latency';
}
