import {
  factsOf,
  type LatencyRecord,
  latencyCellId,
  lookOf,
  type RunData,
  ratioTime,
  roundsBy,
} from '../../src/results/index.ts';
import { type Blocks, pairedRatio } from '../../src/stats/index.ts';
import { interval, plausibleMs, positive } from '../values.ts';
import type { ReportPair, Source } from './types.ts';

/**
 * Ratios of two cells that were measured in the same rounds: inference over training form of each model, and each
 * model over those that run.json pairs it with.
 */
export function pairsOf({ run: file, records, lines }: RunData, run: number): ReportPair[] {
  const latency = records.filter((record) => record.type === 'latency');
  const lineOf = new Map(records.map((record, at) => [record, lines[at] ?? 0]));
  const byId = new Map(latency.map((record) => [`${record.group}/${latencyCellId(record.cell)}`, record]));
  const find = ({ group, cell }: LatencyRecord, change: Partial<LatencyRecord['cell']>) =>
    byId.get(`${group}/${latencyCellId({ ...cell, ...change })}`);
  return latency.flatMap((record): ReportPair[] => {
    const { model, form } = record.cell;
    if (form !== 'inference') return [];
    const source = { run, line: lineOf.get(record) ?? 0 };
    const forms = { kind: 'form' as const, against: 'train', name: 'forms', meaning: FORMS };
    return [
      ...pair(record, find(record, { form: 'train' }), forms, source),
      ...factsOf(file, model).pairs.flatMap((facts) =>
        pair(record, find(record, { model: facts.against }), facts, source),
      ),
    ];
  });
}

const FORMS = 'inference form over training form';

/** Empty if the two were not measured in the same rounds, or a round has no usable value. */
function pair(
  record: LatencyRecord,
  other: LatencyRecord | undefined,
  facts: Pick<ReportPair, 'kind' | 'against' | 'name' | 'meaning'>,
  source: Source,
): ReportPair[] {
  if (other === undefined) return [];
  const time = ratioTime(record, other);
  const [own, others] = [roundsBy(time, record), roundsBy(time, other)];
  if (own.length < 2 || own.length !== others.length) return [];
  const usable = (blocks: Blocks) => blocks.every((block) => block.length > 0 && block.every(plausibleMs));
  const paired = own.every((block, at) => block.length === others[at]?.length);
  if (!paired || !usable(own) || !usable(others)) return [];
  const { cell, summary } = record;
  const estimate = pairedRatio(own, others, {
    level: summary.median.level,
    look: lookOf(record),
  });
  return [
    {
      ...source,
      ...facts,
      model: cell.model,
      side: Math.round(Math.sqrt(cell.resolution[0] * cell.resolution[1])),
      batch: cell.batch,
      threads: cell.threads,
      runtime: `${cell.runtime} ${cell.provider}`,
      ratio: interval(positive(estimate)),
      time,
    },
  ];
}
