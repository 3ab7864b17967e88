import type { LatencySeries } from '../charts/series.ts';
import type { ReportPair } from '../data/types.ts';

/** Turns ratios of pairs into lines by resolution. If a resolution has two, the first (newest) is kept. */
export function pairLines(pairs: readonly ReportPair[], name: (pair: ReportPair) => string): LatencySeries[] {
  const lines = new Map<string, ReportPair[]>();
  for (const pair of pairs) {
    const known = lines.get(name(pair)) ?? [];
    if (!known.some(({ side }) => side === pair.side)) lines.set(name(pair), [...known, pair]);
  }
  return [...lines].map(([key, own]) => ({
    name: key,
    model: own[0]?.model ?? '',
    form: 'inference' as const,
    points: own
      .map(({ side, ratio: [y, low, high] }) => ({ x: side, y, low, high }))
      .sort((a, b) => a.x - b.x),
  }));
}
