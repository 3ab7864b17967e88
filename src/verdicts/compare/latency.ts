import { type LatencyRecord, latencyCellId, type RunData } from '../../results/index.ts';
import { stoppedDegreesOfFreedom } from '../../stats/index.ts';
import { environmentDifferences, latencyEnvironment } from './environment.ts';
import { fromInterval, type LogRatio, pValue, quotient, toEstimate } from './ratio.ts';
import type { CompareOptions, Finding, Tested } from './types.ts';

const METHOD = 'ratio of the ratios to the anchor; Student t with Welch degrees of freedom';

/** Every latency cell of two runs, in the order of the head run, then what the base run alone has. */
export function latencyFindings(base: RunData, head: RunData, options: CompareOptions): Finding[] {
  const before = latencyById(base);
  const after = latencyById(head);
  const found = [...after].map(([cell, record]): Finding => {
    const partner = before.get(cell);
    if (partner === undefined)
      return { kind: 'incomparable', cell, metric: 'latency', note: `not measured in ${base.run.id}` };
    return compareLatency({ run: base, record: partner }, { run: head, record }, options);
  });
  const missing = [...before.keys()]
    .filter((cell) => !after.has(cell))
    .map(
      (cell): Finding => ({
        kind: 'incomparable',
        cell,
        metric: 'latency',
        note: `not measured in ${head.run.id}`,
      }),
    );
  return [...found, ...missing];
}

/** The latency records by cell; the first where a split group has its baseline several times. */
export function latencyById({ records }: RunData): Map<string, LatencyRecord> {
  const found = new Map<string, LatencyRecord>();
  for (const record of records) {
    if (record.type !== 'latency') continue;
    const id = latencyCellId(record.cell);
    if (!found.has(id)) found.set(id, record);
  }
  return found;
}

/**
 * The ratio of a cell to the anchor within its run, on the logarithmic scale; undefined where the run has no
 * anchor or fewer than two blocks.
 */
export function anchorRatio(record: LatencyRecord, minBlocks: number): LogRatio | undefined {
  const { anchor, blocks, stop } = record;
  if (anchor === undefined || blocks.length < 2 || !(anchor.low > 0) || !(anchor.high >= anchor.low))
    return undefined;
  // An anchor that failed late was measured in fewer blocks than the cell.
  const { blocks: paired = blocks.length } = anchor;
  const stopped = stop === 'precision' && paired === blocks.length;
  const freedom = stopped ? stoppedDegreesOfFreedom(paired, minBlocks) : paired - 1;
  return fromInterval(anchor, Math.max(1, freedom));
}

/** `sampling.minBlocks` of the suite that a run was made with; the engine's default where it says none. */
export function minBlocksOf({ suite }: RunData['run']): number {
  const { latency } = suite as { latency?: { sampling?: { minBlocks?: unknown } } };
  const value = latency?.sampling?.minBlocks;
  return typeof value === 'number' ? value : 6;
}

/** A tested latency from its ratio: what both kinds of comparison, across days and live, end with. */
export function testedLatency(
  cell: string,
  ratio: LogRatio,
  options: Pick<CompareOptions, 'margin' | 'floor'>,
  method: string,
): Tested {
  // What identical arms differ by in 95 % of trials on this machine: no interval is narrower.
  const error = Math.max(ratio.error, Math.log1p(options.floor) / 1.96);
  const floored = { ...ratio, error };
  const estimate = toEstimate(floored, 0.95, method);
  return {
    kind: 'tested',
    cell,
    metric: 'latency',
    p: pValue(floored),
    worse: ratio.log,
    interval: { low: Math.log(estimate.low), high: Math.log(estimate.high) },
    margin: { worse: Math.log1p(options.margin), better: Math.log1p(options.margin) },
    ratio: estimate,
  };
}

interface Side {
  readonly run: RunData;
  readonly record: LatencyRecord;
}

function compareLatency(base: Side, head: Side, options: CompareOptions): Finding {
  const cell = latencyCellId(head.record.cell);
  const incomparable = (note: string): Finding => ({ kind: 'incomparable', cell, metric: 'latency', note });
  const { runtime } = head.record.cell;
  const differences = environmentDifferences(
    latencyEnvironment(base.run.run.environment, runtime),
    latencyEnvironment(head.run.run.environment, runtime),
  );
  if (differences.length > 0) return incomparable(`different series: ${differences.join(', ')}`);
  const changed = changedOptions(base.record, head.record);
  if (changed.length > 0)
    return incomparable(`different series: measured with other options (${changed.join(', ')})`);
  const [before, after] = [base, head].map(({ run, record }) => anchorRatio(record, minBlocksOf(run.run)));
  if (before === undefined || after === undefined)
    return incomparable(
      'runs of different days are compared through the anchor, and one has none (sampling.anchor)',
    );

  const notes = [
    ...(base.record.modelDigest === head.record.modelDigest
      ? []
      : [
          `another model file (${short(base.record.modelDigest)}, now ${short(head.record.modelDigest)}): a new series`,
        ]),
  ];
  const noisy = [base, head].filter(({ record }) => record.noisy).map(({ run }) => run.run.id);
  return {
    ...testedLatency(cell, quotient(after, before, options.between), options, METHOD),
    ...(notes.length > 0 ? { note: notes.join('; ') } : {}),
    ...(noisy.length > 0
      ? { doubt: `the machine was not steady in ${noisy.join(' and ')}: measure again` }
      : {}),
  };
}

/** Names of what two records were measured differently with. */
function changedOptions(base: LatencyRecord, head: LatencyRecord): string[] {
  const facts = ({ options, sampling }: LatencyRecord): Record<string, unknown> => {
    // What a profile found is a result and no option.
    const { nodesByProvider: _, profile: __, ...chosen } = options;
    return { ...chosen, isolation: sampling.isolation };
  };
  const [before, after] = [facts(base), facts(head)];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
}

function short(digest: string): string {
  return digest.slice(0, 8);
}
