import type {
  AccuracyComparison,
  CalibrationRecord,
  ClaimRecord,
  VerdictRecord,
} from '../../src/results/index.ts';
import type { Metric } from './metric.ts';

/** What is known of two models on the same images. */
export const comparisonMetrics = [
  {
    id: 'difference',
    name: 'difference of top1',
    title: 'difference',
    unit: 'points',
    digits: 2,
    tables: 'page and Markdown',
    read: ({ difference }) => difference,
  },
  { id: 'p', name: 'p', unit: 'none', digits: 2, tables: 'none', read: ({ p }) => p },
  {
    id: 'adjusted',
    name: 'adjusted p',
    title: 'p after Holm',
    unit: 'none',
    digits: 2,
    tables: 'page and Markdown',
    read: ({ adjusted }) => adjusted,
  },
  {
    id: 'mceDifference',
    name: 'difference of mCE',
    title: 'mCE difference',
    unit: 'points',
    digits: 2,
    tables: 'page and Markdown',
    read: ({ mceDifference }) => mceDifference,
  },
  {
    id: 'onlyFirst',
    name: 'right by the first only',
    title: 'only this right',
    unit: 'count',
    digits: 1,
    tables: 'page',
    read: ({ onlyFirst }) => onlyFirst,
  },
  {
    id: 'onlySecond',
    name: 'right by the second only',
    title: 'only the other right',
    unit: 'count',
    digits: 1,
    tables: 'page',
    read: ({ onlySecond }) => onlySecond,
  },
] as const satisfies readonly Metric<AccuracyComparison>[];

/** A published claim; its unit is the claim's own. */
export const claimMetrics = [
  {
    id: 'measured',
    name: 'measured',
    unit: 'none',
    digits: 3,
    tables: 'page and Markdown',
    read: ({ measured }) => measured,
  },
] as const satisfies readonly Metric<ClaimRecord>[];

/** A cell against the same cell of a baseline run. */
export const verdictMetrics = [
  { id: 'ratio', name: 'ratio', unit: 'ratio', digits: 4, tables: 'page', read: ({ ratio }) => ratio },
  {
    id: 'difference',
    name: 'difference',
    unit: 'points',
    digits: 2,
    tables: 'page',
    read: ({ difference }) => difference,
  },
  {
    id: 'adjusted',
    name: 'adjusted p',
    unit: 'none',
    digits: 2,
    tables: 'page',
    read: ({ adjusted }) => adjusted,
  },
] as const satisfies readonly Metric<VerdictRecord>[];

/** What a machine can tell apart. */
export const calibrationMetrics = [
  {
    id: 'falseAlarms',
    name: 'false alarms',
    unit: 'percent',
    digits: 1,
    better: 'lower',
    tables: 'page',
    read: ({ falseAlarms }) => falseAlarms,
  },
  {
    id: 'sequentialFalseAlarms',
    name: 'false alarms without interleaving',
    unit: 'percent',
    digits: 1,
    better: 'lower',
    tables: 'page',
    read: ({ sequentialFalseAlarms }) => sequentialFalseAlarms,
  },
  {
    id: 'level',
    name: 'nominal false alarms',
    title: 'nominal',
    unit: 'percent',
    digits: 1,
    tables: 'page',
    read: ({ level }) => level,
  },
  {
    id: 'noiseFloor',
    name: 'noise floor',
    unit: 'percent',
    digits: 1,
    better: 'lower',
    tables: 'page',
    read: ({ noiseFloor }) => noiseFloor,
  },
  {
    id: 'detectableSlowdown',
    name: 'smallest slowdown found',
    unit: 'percent',
    digits: 1,
    better: 'lower',
    tables: 'page',
    read: ({ detectableSlowdown }) => detectableSlowdown,
  },
] as const satisfies readonly Metric<CalibrationRecord>[];
