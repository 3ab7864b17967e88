import { type LatencyRecord, latencyCellId, type RunData, ratioFreedom } from '../src/results/index.ts';
import { pairedRatio, seededRandom } from '../src/stats/index.ts';
import type { Interval, Source } from './data.ts';
import { interval, plausibleMs } from './values.ts';

/** Two cells of one group, measured in the same rounds. */
export interface ReportPair extends Source {
  readonly kind: 'form' | 'mixer' | 'part';
  readonly model: string;
  /** What it is compared with: `train`, or the model with pooling. */
  readonly against: string;
  /** Of a part: what of the difference between pooling and RepMixer the ratio is. */
  readonly what?: string;
  readonly side: number;
  readonly batch: number;
  readonly threads: number;
  readonly runtime: string;
  /** Latency of the model over latency of what it is compared with. */
  readonly ratio: Interval;
}

/**
 * The pairs that the ablations are made of: inference form over training form of each model, and each token
 * mixer of the MetaFormer-S12 body over pooling in the same body (with group norms as PoolFormer has them,
 * and without).
 */
export function pairsOf({ records, lines }: RunData, run: number): ReportPair[] {
  const latency = records.filter((record) => record.type === 'latency');
  const lineOf = new Map(records.map((record, at) => [record, lines[at] ?? 0]));
  const byId = new Map(latency.map((record) => [`${record.group}/${latencyCellId(record.cell)}`, record]));
  const find = ({ group, cell }: LatencyRecord, change: Partial<LatencyRecord['cell']>) =>
    byId.get(`${group}/${latencyCellId({ ...cell, ...change })}`);
  return latency.flatMap((record): ReportPair[] => {
    const { model, form } = record.cell;
    if (form !== 'inference') return [];
    const pooling = poolingOf(model);
    const source = { run, line: lineOf.get(record) ?? 0 };
    return [
      ...pair(record, find(record, { form: 'train' }), 'form', 'train', source),
      ...(pooling === undefined
        ? []
        : pair(record, find(record, { model: pooling }), 'mixer', pooling, source)),
      ...PARTS.filter((part) => part.model === model).flatMap(({ what, against }) =>
        pair(record, find(record, { model: against }), 'part', against, source).map((made) => ({
          ...made,
          what,
        })),
      ),
    ];
  });
}

/** What the difference between pooling and RepMixer is made of: two models that differ in one thing. */
const PARTS: readonly { readonly what: string; readonly model: string; readonly against: string }[] = [
  { what: 'all of it', model: 'poolformer_s12_written', against: 'metaformer_s12_repmixer' },
  { what: 'operator', model: 'metaformer_s12_pool_nonorm', against: 'metaformer_s12_repmixer_nonorm' },
  { what: 'layout', model: 'metaformer_s12_pool_nonorm_written', against: 'metaformer_s12_pool_nonorm' },
  { what: 'norm', model: 'poolformer_s12', against: 'metaformer_s12_pool_nonorm' },
  { what: 'mixers alone, best form', model: 'mixer_pool', against: 'mixer_repmixer' },
  { what: 'mixers alone, as written', model: 'mixer_pool_written', against: 'mixer_repmixer' },
];

/** The same body with pooling as its mixer. */
function poolingOf(model: string): string | undefined {
  const body = /^metaformer_s12_(?!pool)\w+?(_nonorm)?$/.exec(model);
  if (body) return body[1] === undefined ? 'poolformer_s12' : 'metaformer_s12_pool_nonorm';
  return model === 's12_step2_repmixer' ? 'poolformer_s12' : undefined;
}

function pair(
  record: LatencyRecord,
  other: LatencyRecord | undefined,
  kind: ReportPair['kind'],
  against: string,
  source: Source,
): ReportPair[] {
  if (other === undefined || record.blocks.length < 2 || record.blocks.length !== other.blocks.length)
    return [];
  const usable = ({ blocks }: LatencyRecord) =>
    blocks.every((block) => block.length > 0 && block.every(plausibleMs));
  const paired = record.blocks.every((block, at) => block.length === other.blocks[at]?.length);
  if (!paired || !usable(record) || !usable(other)) return [];
  const { cell, summary } = record;
  const random = seededRandom(`${cell.model}/${against}/${record.group}`);
  return [
    {
      kind,
      ...source,
      model: cell.model,
      against,
      side: Math.round(Math.sqrt(cell.resolution[0] * cell.resolution[1])),
      batch: cell.batch,
      threads: cell.threads,
      runtime: `${cell.runtime} ${cell.provider}`,
      ratio: interval(
        pairedRatio(record.blocks, other.blocks, {
          level: summary.median.level,
          random,
          resamples: 500,
          degreesOfFreedom: ratioFreedom(record),
        }),
      ),
    },
  ];
}
