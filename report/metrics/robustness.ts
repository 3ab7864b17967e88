import type { RobustnessRecord } from '../../src/results/index.ts';
import type { Metric } from './metric.ts';

const error = { unit: 'percent', better: 'lower', in: 'all' } as const;

/** What a robustness record measures over all corruptions. */
export const robustnessMetrics = [
  { id: 'mce', name: 'mCE', ...error, read: ({ mce }) => mce },
  { id: 'relativeMce', name: 'relative mCE', ...error, read: ({ relativeMce }) => relativeMce },
  {
    id: 'meanError',
    name: 'mean error',
    title: 'mean error under corruption',
    ...error,
    read: ({ meanError }) => meanError,
  },
  { id: 'cleanError', name: 'clean error', ...error, read: ({ cleanError }) => cleanError },
  { id: 'flipRate', name: 'flip rate', ...error, read: ({ flipRate }) => flipRate },
] as const satisfies readonly Metric<RobustnessRecord>[];

/** What a robustness record measures of one corruption. */
export const corruptionMetrics = [
  { id: 'error', name: 'mean error', ...error, read: (one) => one.error },
  { id: 'ce', name: 'CE', ...error, read: ({ ce }) => ce },
  { id: 'relativeCe', name: 'relative CE', ...error, read: ({ relativeCe }) => relativeCe },
  { id: 'flipRate', name: 'flip rate', ...error, read: ({ flipRate }) => flipRate },
] as const satisfies readonly Metric<RobustnessRecord['corruptions'][number]>[];
