import { writeFileSync } from 'node:fs';
import { UserError } from '../../../src/files/errors.ts';
import type { MeasureGroup } from '../../../src/latency/index.ts';
import { latencyCellId } from '../../../src/results/index.ts';
import type { ExecuteDeps } from '../../../src/runs/execute/execute.ts';
import type { ModelSource, RunHooks } from '../../../src/runs/execute/index.ts';
import type { Runtime } from '../../../src/runtimes/index.ts';
import { judgeClaims } from '../../../src/verdicts/claims/index.ts';
import { sampleLatency } from '../../results/samples.ts';

/** Models that are empty files; `m_bad` cannot be written, and no model accepts 100 pixels. */
export const fakeModels: ModelSource = {
  formsDiffer: (ref) => ref === 'm_two',
  check(ref, { resolution }) {
    if (ref === 'm_unknown') throw new UserError('unknown model "m_unknown"');
    if (resolution[0] === 100) throw new UserError(`${ref} cannot take 100x100 pixels`);
  },
  facts: () => ({ family: 'fake', published: [], studies: [], pairs: [] }),
  recipe: (_, resolution) => ({
    resolution,
    cropPct: 0.9,
    cropMode: 'center',
    interpolation: 'bicubic',
    mean: [0.5, 0.5, 0.5],
    std: [0.25, 0.25, 0.25],
  }),
  evaluation: (ref, _, resolution = 64) => fakeModels.recipe(ref, [resolution, resolution]),
  publishedId: () => undefined,
  async write(ref, { path, batch, resolution }) {
    if (ref === 'm_bad') throw new Error('out of paper');
    writeFileSync(path, '');
    return {
      path,
      input: { name: 'input', shape: [batch, 3, ...resolution] },
      output: 'logits',
      digest: 'd',
      fileBytes: 0,
    };
  },
};

export interface Fakes {
  readonly deps: ExecuteDeps;
  readonly hooks: RunHooks & { started(folder: string, total: number): void };
  /** Measured groups with the models of their cells and their budgets. */
  readonly groups: {
    group: string;
    models: string[];
    budgetMs: number;
    inputs: Float32Array[];
    baseline: string | undefined;
    baselineFailed: string | undefined;
  }[];
  readonly log: string[];
  readonly progress: string[];
  readonly abort: AbortController;
}

/** Measures with a fake clock, 10 ms per cell. @param onGroup called after each group */
export function fakes(onGroup: (count: number) => void = () => {}): Fakes {
  const abort = new AbortController();
  const groups: Fakes['groups'] = [];
  const log: string[] = [];
  const progress: string[] = [];
  let time = 0;
  const measure: MeasureGroup = async (cells, measuring) => {
    const { group, budgetMs, onEvent, signal, baseline, baselineFailed } = measuring;
    signal?.throwIfAborted();
    groups.push({
      group,
      models: cells.map(({ cell }) => cell.model),
      budgetMs,
      inputs: cells.map(({ model }) => model.input.data),
      baseline: baseline && latencyCellId(baseline),
      baselineFailed,
    });
    time += 10 * cells.length;
    onEvent?.({ type: 'block', block: 1, budgetUsed: 0.5, precision: 0.031 });
    onGroup(groups.length);
    signal?.throwIfAborted();
    return cells.map(({ cell }) => sampleLatency(cell, 10, { group }));
  };
  return {
    deps: { source: fakeModels, measure, judgeClaims, runtime: async (name) => ({ name }) as Runtime },
    hooks: {
      signal: abort.signal,
      now: () => time,
      log: (line) => log.push(line),
      progress: (done, doing) => progress.push(`${done.toFixed(2)} ${doing}`),
      started: () => {},
    },
    groups,
    log,
    progress,
    abort,
  };
}
