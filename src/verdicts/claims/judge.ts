import type { ClaimRecord, LatencyRecord, NoiseFloors, RecordLine } from '../../results/index.ts';
import { intervalMethod, lookOf, noisyBy, ratioTime, roundsBy } from '../../results/index.ts';
import type { Claim, ClaimSide } from '../../runs/suite/index.ts';
import { pairedRatio } from '../../stats/index.ts';

/**
 * Judges claims by the paired ratio of their two models: inference forms at batch 1, measured in the same group.
 *
 * The interval is never narrower than the noise floor of the machine. *unresolved* (undecided): the interval
 * contains 1 although a difference is claimed, or is wider, from end to end, than half of the claimed effect (both as
 * logarithms); the note tells which.
 * *reproduced*: the interval meets the published ratio within its rounding. Otherwise the verdict is the direction
 * of the effect, and whether it is smaller or larger than published. A claimed equality that is not met counts as
 * the opposite direction if the model that should not be slower is the slower one.
 *
 * @param floors noise floors of the machine
 */
export function judgeClaims(
  claims: readonly Claim[],
  records: readonly RecordLine[],
  floors: NoiseFloors,
): ClaimRecord[] {
  return claims.map((claim) => {
    const { id, claim: text, source, metric, published, note } = claim;
    const stated = { type: 'claim' as const, id, claim: text, source, metric, published };
    const found = measuredPair(claim, records);
    if (typeof found === 'string') {
      return { ...stated, verdict: 'not measurable here', note: [note, found].filter(Boolean).join('; ') };
    }
    const [slower, faster] = found;
    const time = ratioTime(slower, faster);
    const floor = floors[time];
    const look = lookOf(slower);
    const interval = pairedRatio(roundsBy(time, slower), roundsBy(time, faster), {
      level: slower.summary.median.level,
      look,
    });
    const measured = {
      value: interval.value,
      low: Math.min(interval.low, interval.value / (1 + floor)),
      high: Math.max(interval.high, interval.value * (1 + floor)),
      level: interval.level,
      method: `geometric mean over blocks of the median ratio within rounds; ${intervalMethod(look)}${time === 'cpu' ? '; CPU time' : ''}${floor > 0 ? `; no narrower than the noise floor of ${(100 * floor).toFixed(1)} %` : ''}`,
    };
    const timed = `${time === 'cpu' ? 'CPU time of ' : ''}${slower.cell.model} / ${faster.cell.model}, ${faster.cell.runtime} ${faster.cell.provider}, ${faster.cell.threads} ${faster.cell.threads === 1 ? 'thread' : 'threads'}${noisyBy(time, slower) || noisyBy(time, faster) ? '; noisy machine' : ''}`;
    const verdict = verdictOf(measured, published, claim.rounding);
    const why = verdict === 'unresolved' ? whyUndecided(interval, measured, published, floor) : undefined;
    return { ...stated, measured, verdict, note: [note, timed, why].filter(Boolean).join('; ') };
  });
}

function verdictOf(
  { value, low, high }: { value: number; low: number; high: number },
  published: number,
  rounding: number,
): ClaimRecord['verdict'] {
  const [least, most] = [published / (1 + rounding), published * (1 + rounding)];
  const equality = Math.abs(Math.log(published)) <= Math.log1p(rounding);
  const meets = low <= most && high >= least;
  const width = Math.log(high / low);
  if (equality) {
    if (meets) return width <= 0.2 ? 'reproduced' : 'unresolved';
    return value < published ? 'opposite direction' : 'same direction, larger';
  }
  if (low <= 1 && high >= 1) return 'unresolved';
  if (high < 1) return 'opposite direction';
  // So narrow an interval that meets the published ratio also has its estimate near it.
  if (meets) return width <= Math.log(published) / 2 ? 'reproduced' : 'unresolved';
  return value < published ? 'same direction, smaller' : 'same direction, larger';
}

/**
 * Explains an undecided verdict: either there is no difference that matters, or the interval is too wide.
 *
 * @param interval as measured
 * @param floored no narrower than the noise floor
 */
function whyUndecided(interval: Range, floored: Range, published: number, floor: number): string {
  const margin = Math.max(floor, NO_DIFFERENCE);
  if (interval.high <= 1 + margin && interval.low >= 1 / (1 + margin)) {
    const whose = floor > NO_DIFFERENCE ? ' (the noise floor)' : '';
    return `no difference: the interval ${inWords(interval)} lies within ±${percent(margin)}${whose}`;
  }
  const claimed = published > 1 ? `${published}×` : 'no difference';
  const containsOne = floored.low <= 1 && floored.high >= 1 ? ' and contains 1' : '';
  const width = percent(Math.sqrt(floored.high / floored.low) - 1);
  return `too wide: the interval ${inWords(floored)} has ±${width}${containsOne}; the claim is ${claimed}`;
}

/** Differences below this fraction are called no difference. */
const NO_DIFFERENCE = 0.02;

type Range = { readonly low: number; readonly high: number };

function inWords({ low, high }: Range): string {
  return `[${low.toFixed(3)}, ${high.toFixed(3)}]`;
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}

/** The records of both models from one group, or why there are none. */
function measuredPair(
  { slower, faster }: Claim,
  records: readonly RecordLine[],
): [LatencyRecord, LatencyRecord] | string {
  if (slower === undefined || faster === undefined) return 'this suite does not measure its models';
  const of = ({ model, resolution }: ClaimSide) =>
    records.filter(
      (record) =>
        record.type === 'latency' &&
        record.cell.model === model &&
        record.cell.resolution.join() === `${resolution},${resolution}` &&
        record.cell.form === 'inference' &&
        record.cell.batch === 1,
    ) as LatencyRecord[];
  for (const first of of(slower)) {
    const second = of(faster).find((candidate) => takesTurns(candidate, first));
    if (second !== undefined) return [first, second];
  }
  const missing = [slower, faster].filter((side) => of(side).length === 0);
  if (missing.length === 0)
    return 'both models were measured, but not in one group with the same runtime and settings';
  return `not measured: ${missing.map(({ model, resolution }) => `${model} at ${resolution}`).join(', ')}`;
}

/** Whether two records were measured in the same rounds, and differ only in their model and its resolution. */
function takesTurns(one: LatencyRecord, other: LatencyRecord): boolean {
  const how = ({ group, machine, blocks, cell }: LatencyRecord) =>
    [
      ...[group, machine, blocks.length],
      ...[cell.runtime, cell.provider, cell.threads, cell.graphOptimization],
    ].join('\n');
  return how(one) === how(other);
}
