import type {
  AccuracyComparison,
  CalibrationRecord,
  ClaimRecord,
  VerdictRecord,
} from '../../src/results/index.ts';
import type { Metric } from './metric.ts';

/** What a comparison of two models on the same images measures. */
export const comparisonMetrics = [
  {
    id: 'difference',
    name: 'difference of top1',
    title: 'difference',
    unit: 'points',
    in: 'all',
    read: ({ difference }) => difference,
  },
  { id: 'p', name: 'p', unit: 'none', in: 'csv', read: ({ p }) => p },
  {
    id: 'adjusted',
    name: 'adjusted p',
    title: 'p after Holm',
    unit: 'none',
    in: 'all',
    read: ({ adjusted }) => adjusted,
  },
  {
    id: 'mceDifference',
    name: 'difference of mCE',
    title: 'mCE difference',
    unit: 'points',
    in: 'all',
    read: ({ mceDifference }) => mceDifference,
  },
  {
    id: 'onlyFirst',
    name: 'right by the first only',
    title: 'only this right',
    unit: 'count',
    in: 'page',
    read: ({ onlyFirst }) => onlyFirst,
  },
  {
    id: 'onlySecond',
    name: 'right by the second only',
    title: 'only the other right',
    unit: 'count',
    in: 'page',
    read: ({ onlySecond }) => onlySecond,
  },
] as const satisfies readonly Metric<AccuracyComparison>[];

/** A published claim; its unit is the claim's own. */
export const claimMetrics = [
  { id: 'measured', name: 'measured', unit: 'none', in: 'all', read: ({ measured }) => measured },
] as const satisfies readonly Metric<ClaimRecord>[];

/** A cell against the same cell of a baseline run. */
export const verdictMetrics = [
  { id: 'ratio', name: 'ratio', unit: 'ratio', digits: 4, in: 'page', read: ({ ratio }) => ratio },
  { id: 'difference', name: 'difference', unit: 'points', in: 'page', read: ({ difference }) => difference },
  { id: 'adjusted', name: 'adjusted p', unit: 'none', in: 'page', read: ({ adjusted }) => adjusted },
] as const satisfies readonly Metric<VerdictRecord>[];

const rate = { unit: 'percent', better: 'lower', in: 'page' } as const;

/** Which differences a machine can detect. */
export const calibrationMetrics = [
  { id: 'falseAlarms', name: 'false alarms', ...rate, read: ({ falseAlarms }) => falseAlarms },
  {
    id: 'sequentialFalseAlarms',
    name: 'false alarms without interleaving',
    ...rate,
    read: ({ sequentialFalseAlarms }) => sequentialFalseAlarms,
  },
  { id: 'level', name: 'nominal false alarms', ...rate, read: ({ level }) => level },
  { id: 'noiseFloor', name: 'noise floor', ...rate, read: ({ noiseFloor }) => noiseFloor },
  {
    id: 'wallFalseAlarms',
    name: 'false alarms by wall time',
    ...rate,
    read: ({ wall }) => wall?.falseAlarms,
  },
  { id: 'wallNoiseFloor', name: 'noise floor by wall time', ...rate, read: ({ wall }) => wall?.noiseFloor },
  {
    id: 'detectableSlowdown',
    name: 'smallest slowdown found',
    ...rate,
    read: ({ detectableSlowdown }) => detectableSlowdown,
  },
] as const satisfies readonly Metric<CalibrationRecord>[];
