import type { RobustnessRecord } from '../../src/results/index.ts';
import type { Metric } from './metric.ts';

/** What a robustness record measures over all corruptions. */
export const robustnessMetrics = [
  {
    id: 'mce',
    name: 'mCE',
    unit: 'percent',
    digits: 1,
    better: 'lower',
    tables: 'page and Markdown',
    read: ({ mce }) => mce,
  },
  {
    id: 'relativeMce',
    name: 'relative mCE',
    unit: 'percent',
    digits: 1,
    better: 'lower',
    tables: 'page and Markdown',
    read: ({ relativeMce }) => relativeMce,
  },
  {
    id: 'meanError',
    name: 'mean error',
    title: 'mean corruption error',
    unit: 'percent',
    digits: 1,
    better: 'lower',
    tables: 'page and Markdown',
    read: ({ meanError }) => meanError,
  },
  {
    id: 'cleanError',
    name: 'clean error',
    unit: 'percent',
    digits: 1,
    better: 'lower',
    tables: 'page and Markdown',
    read: ({ cleanError }) => cleanError,
  },
  {
    id: 'flipRate',
    name: 'flip rate',
    unit: 'percent',
    digits: 1,
    better: 'lower',
    tables: 'page and Markdown',
    read: ({ flipRate }) => flipRate,
  },
] as const satisfies readonly Metric<RobustnessRecord>[];

/** What a robustness record measures of one corruption. */
export const corruptionMetrics = [
  {
    id: 'error',
    name: 'mean error',
    unit: 'percent',
    digits: 1,
    better: 'lower',
    tables: 'page',
    read: ({ error }) => error,
  },
  { id: 'ce', name: 'CE', unit: 'percent', digits: 1, better: 'lower', tables: 'page', read: ({ ce }) => ce },
  {
    id: 'relativeCe',
    name: 'relative CE',
    unit: 'percent',
    digits: 1,
    better: 'lower',
    tables: 'page',
    read: ({ relativeCe }) => relativeCe,
  },
  {
    id: 'flipRate',
    name: 'flip rate',
    unit: 'percent',
    digits: 1,
    better: 'lower',
    tables: 'page',
    read: ({ flipRate }) => flipRate,
  },
] as const satisfies readonly Metric<RobustnessRecord['corruptions'][number]>[];
