import type { AccuracyRecord, Estimate } from '../../src/results/index.ts';
import type { Metric } from './metric.ts';

/** What an accuracy record measures; the first is the accuracy itself. */
export const accuracyMetrics = [
  { id: 'top1', name: 'top1', title: 'top-1', ...fraction('higher'), read: ({ top1 }) => top1 },
  { id: 'top5', name: 'top5', title: 'top-5', ...fraction('higher'), read: ({ top5 }) => top5 },
  {
    id: 'ece',
    name: 'expected calibration error',
    title: 'ECE',
    ...fraction('lower'),
    read: ({ calibration }) => withInterval({ value: calibration.ece, ...calibration.eceInterval }),
  },
  {
    id: 'brier',
    name: 'Brier score',
    title: 'Brier',
    unit: 'none',
    better: 'lower',
    in: 'all',
    read: ({ calibration }) => calibration.brier,
  },
  {
    id: 'nll',
    name: 'negative log-likelihood',
    title: 'NLL',
    unit: 'nats',
    better: 'lower',
    in: 'all',
    read: ({ calibration }) => calibration.nll,
  },
  { id: 'flips', name: 'flip rate', ...fraction('lower'), in: 'csv', read: ({ flips }) => flips },
  {
    id: 'effectiveRobustness',
    name: 'effective robustness',
    unit: 'points',
    better: 'higher',
    in: 'all',
    read: ({ effectiveRobustness }) => effectiveRobustness && withInterval(effectiveRobustness),
  },
  {
    id: 'publishedTop1',
    name: 'published top1',
    title: 'published',
    ...fraction('higher'),
    read: ({ published }) => published[0]?.top1,
  },
  {
    id: 'unreadable',
    name: 'unreadable images',
    unit: 'count',
    better: 'lower',
    in: 'all',
    read: ({ unreadable }) => (unreadable > 0 ? unreadable : undefined),
  },
] as const satisfies readonly Metric<AccuracyRecord>[];

/** Records of earlier builds have no interval. */
function withInterval({ value, low, high, level = 0.95, method = '' }: MaybeEstimate): Estimate | number {
  return low === undefined || high === undefined ? value : { value, low, high, level, method };
}

type MaybeEstimate = { readonly [K in keyof Estimate]?: Estimate[K] | undefined } & Pick<Estimate, 'value'>;

function fraction<const B extends 'lower' | 'higher'>(better: B) {
  return { unit: 'percent', digits: 2, better, in: 'all' } as const;
}
