import type { RunFile } from '../../results/index.ts';
import type { SeriesState } from './state.ts';

/**
 * Makes the suite that confirms possible changes: it measures the models of the doubtful cells at their resolutions
 * again, with the settings of the run's suite.
 *
 * @param states of the history that includes the run
 * @returns undefined if no cell is doubtful
 */
export function confirmationOf(
  run: RunFile,
  states: readonly SeriesState[],
): Record<string, unknown> | undefined {
  const cells = states.flatMap(({ doubtful, series }) => (doubtful === run.id ? [series.header.series] : []));
  const { latency } = run.suite as {
    latency?: {
      models: unknown[];
      baseline?: string;
      resolutions?: unknown[];
      mixed?: { models: string[]; resolutions: number[] }[];
      budgetSeconds?: number;
    };
  };
  if (cells.length === 0 || latency === undefined) return undefined;
  const models = new Set(cells.map((cell) => cell.split('/')[0]));
  const sizes = new Set(cells.map((cell) => cell.split('/').find((part) => /^\d+x\d+$/.test(part))));
  const { baseline: _, mixed = [], ...how } = latency;
  const known = new Set(latency.models.map(nameOf));
  const others = new Set(mixed.flatMap((group) => group.models).filter((id) => !known.has(id)));
  const chosen = [...latency.models, ...others].filter((model) => models.has(nameOf(model)));
  // The resolutions of mixed groups are added to those of the suite.
  const grid = latency.resolutions ?? [224];
  const resolutions = [...new Set([...grid, ...mixed.flatMap((group) => group.resolutions)])].filter((side) =>
    sizes.has(typeof side === 'number' ? `${side}x${side}` : (side as number[]).join('x')),
  );
  const all =
    latency.models.length * Math.max(1, grid.length) +
    mixed.reduce((sum, group) => sum + group.models.length, 0);
  const share = Math.max(0.1, (chosen.length * resolutions.length) / all);
  return {
    name: `${run.suite.name}-confirm`,
    confirms: run.id,
    seed: run.suite.seed + 1,
    latency: {
      ...how,
      models: chosen,
      resolutions,
      budgetSeconds: Math.max(30, Math.round((latency.budgetSeconds ?? 600) * share * 1.5)),
    },
  };
}

function nameOf(model: unknown): string {
  if (typeof model === 'string') return model;
  const { id, onnx = '' } = model as { id?: string; onnx?: string };
  return id ?? onnx.replace(/^.*[\\/:]/, '').replace(/\.onnx$/i, '');
}
