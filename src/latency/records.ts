import {
  type CellBlock,
  cpuTimeOf,
  type Exact,
  type GroupBlock,
  intervalMethod,
  type LatencyRecord,
  lookAt,
  type PairedEstimate,
  type RatioTime,
  type RecordLine,
  ratioTime,
  roundsBy,
  timedRounds,
} from '../results/index.ts';
import {
  type BlockEstimate,
  blockMedian,
  median,
  pairedRatio,
  quantileOfSorted,
  relativeSpread,
  sorted,
} from '../stats/index.ts';
import type { GroupMember } from './block.ts';
import { ANCHOR_MOVEMENT_LIMIT } from './kernel-cells.ts';
import type { profileOfTrace } from './trace.ts';
import type { MeasureOptions } from './types.ts';

/** All measurements of a group. */
export interface GroupResult {
  readonly members: readonly GroupMember[];
  /** Id of the anchor, if it was measured. */
  readonly anchor: string | undefined;
  readonly baseline: string;
  /** Blocks that have every cell which has not failed. */
  readonly blocks: readonly GroupBlock[];
  /** All blocks, including those that lack cells: cells that failed later were measured in them. */
  readonly earlier: readonly GroupBlock[];
  readonly failed: ReadonlyMap<string, string>;
  /** Profile, or why there is none, by id of the cells to be profiled. */
  readonly profiles: ReadonlyMap<string, ReturnType<typeof profileOfTrace> | Error>;
  /** By cell id; onnxruntime on the CPU only. */
  readonly exact: ReadonlyMap<string, Exact>;
  readonly stop: LatencyRecord['stop'];
  /** How often a budget or a number of blocks was used up. */
  readonly ends: number;
  /** When this session of the run began, ISO 8601. */
  readonly sessionStartedAt: string;
}

const RATIO_METHOD = 'geometric mean over blocks of the median ratio within rounds';
const MEDIAN_METHOD = 'median of all rounds';

/** Makes one record per cell, in the order of the members. */
export function recordsOf(result: GroupResult, options: MeasureOptions): RecordLine[] {
  return result.members.map((member) => {
    const reason = result.failed.get(member.id);
    if (reason === undefined) return latencyRecord(member, result, options);
    const blocks = measuredOf(member.id, result.earlier).map(({ rounds }) => [...rounds]);
    return {
      type: 'failed',
      cell: member.measured.cell,
      group: options.group,
      reason,
      ...(blocks.length > 0 ? { blocks } : {}),
      startedAt: result.sessionStartedAt,
    };
  });
}

function latencyRecord(member: GroupMember, result: GroupResult, options: MeasureOptions): LatencyRecord {
  const { id, measured } = member;
  const { level, isolation } = options.sampling;
  const own = measuredOf(id, result.blocks);
  const blocks = own.map(({ rounds }) => [...rounds]);
  const runs = sorted(own.flatMap((block) => block.runs));
  const look = lookAt(result.stop, result.ends);
  const estimated = (estimate: BlockEstimate, method: string) => ({
    ...estimate,
    method: `${method}; ${intervalMethod(look)}`,
  });
  const center = estimated(blockMedian(blocks, { level, look }), MEDIAN_METHOD);
  const cpu = cpuTimeOf(own);
  /** Ratio over the blocks in which both cells were measured; undefined with fewer than two. */
  const ratioTo = (other: string | undefined): PairedEstimate | undefined => {
    if (other === undefined || other === id) return undefined;
    const both = result.blocks.filter(({ cells }) => other in cells);
    if (both.length < 2) return undefined;
    const [one, over] = [id, other].map((of) => timedRounds(measuredOf(of, both)));
    const ratioBy = (time: RatioTime) =>
      estimated(pairedRatio(roundsBy(time, one!), roundsBy(time, over!), { level, look }), RATIO_METHOD);
    const time = ratioTime(one!, over!);
    return {
      ...ratioBy(time),
      ...(both.length === blocks.length ? {} : { blocks: both.length }),
      time,
      ...(time === 'cpu' ? { wall: ratioBy('wall') } : {}),
      ...(time === 'wall' && one!.cpu && over!.cpu ? { cpu: ratioBy('cpu') } : {}),
    };
  };
  const ratio = ratioTo(result.baseline);
  const anchor = ratioTo(result.anchor);
  const baselineFailed = result.failed.get(result.baseline) ?? options.baselineFailed;
  const movement = anchorMovement(result, 'wall');
  const cpuMovement = anchorMovement(result, 'cpu');
  const starts = result.blocks.map(({ sessionStartedAt }) => sessionStartedAt);
  const blocksPerSession = [...new Set(starts)].map((one) => starts.filter((other) => other === one).length);
  // A browser reports 0 on platforms without /proc.
  const peaks = own.flatMap(({ peakRssBytes }) => (peakRssBytes ? [peakRssBytes] : []));
  const exact = result.exact.get(id);
  const profiled = result.profiles.get(id);
  const { providers, ...profile } = profiled instanceof Error || profiled === undefined ? {} : profiled;
  return {
    type: 'latency',
    cell: measured.cell,
    group: options.group,
    blocks,
    ...(cpu
      ? { cpu: { ...cpu, median: estimated(blockMedian(cpu.blocks, { level, look }), MEDIAN_METHOD) } }
      : {}),
    summary: {
      rounds: blocks.flat().length,
      runs: runs.length,
      median: center,
      p5: quantileOfSorted(runs, 0.05),
      p25: quantileOfSorted(runs, 0.25),
      p50: quantileOfSorted(runs, 0.5),
      p75: quantileOfSorted(runs, 0.75),
      p95: quantileOfSorted(runs, 0.95),
      p99: quantileOfSorted(runs, 0.99),
      spread: relativeSpread([...runs]),
      imagesPerSecond: (1000 * measured.cell.batch) / center.value,
    },
    ...(ratio ? { ratio: { ...ratio, baseline: result.baseline } } : {}),
    ...(ratio || baselineFailed === undefined
      ? {}
      : { ratioMissing: `the baseline ${result.baseline} failed: ${baselineFailed}` }),
    ...(anchor ? { anchor } : {}),
    noisy: movement !== undefined && movement > ANCHOR_MOVEMENT_LIMIT,
    ...(cpuMovement === undefined ? {} : { noisyCpu: cpuMovement > ANCHOR_MOVEMENT_LIMIT }),
    ...(movement === undefined ? {} : { anchorMovement: movement }),
    sessionMs: own.map(({ sessionMs }) => sessionMs),
    firstMs: own.map(({ firstMs }) => firstMs),
    ...(peaks.length > 0 ? { peakRssBytes: Math.max(...peaks) } : {}),
    ...(measured.fileBytes === undefined ? {} : { fileBytes: measured.fileBytes }),
    ...(measured.cost === undefined ? {} : { cost: measured.cost }),
    ...(options.profile && 'runs' in profile ? { profile } : {}),
    ...(exact === undefined ? {} : { exact }),
    sampling: {
      isolation,
      minBlocks: options.sampling.minBlocks,
      roundsPerBlock: blocks[0]!.length,
      runsPerTurn: own[0]!.runsPerTurn,
      warmupRuns: own.map(({ warmup }) => warmup.runs),
      warmupSettled: own.map(({ warmup }) => warmup.settled),
      ...(blocksPerSession.length > 1 ? { blocksPerSession } : {}),
      ...(result.ends > 1 ? { ends: result.ends } : {}),
    },
    stop: result.stop,
    modelDigest: measured.modelDigest,
    weights: measured.weights,
    options: {
      ...own[0]!.options,
      ...(providers ? { nodesByProvider: providers } : {}),
      ...(profiled instanceof Error ? { profile: `failed: ${profiled.message}` } : {}),
    },
    startedAt: result.blocks[0]?.sessionStartedAt ?? result.sessionStartedAt,
  };
}

/** Largest deviation of a block's median anchor from the median over blocks, a fraction. */
function anchorMovement({ anchor, blocks }: GroupResult, time: RatioTime): number | undefined {
  if (anchor === undefined) return undefined;
  const timed = timedRounds(measuredOf(anchor, blocks));
  if (time === 'cpu' && timed.cpu === undefined) return undefined;
  const medians = roundsBy(time, timed).map(median);
  if (medians.length < 2) return undefined;
  const center = median(medians);
  return Math.max(...medians.map((value) => Math.abs(value / center - 1)));
}

/** Measurements of a cell, from the blocks that have it. */
function measuredOf(id: string, blocks: readonly GroupBlock[]): CellBlock[] {
  return blocks.flatMap(({ cells }) => cells[id] ?? []);
}
