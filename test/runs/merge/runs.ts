import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunFile } from '../../../src/results/index.ts';
import { executeSuite } from '../../../src/runs/execute/index.ts';
import { parseShard, parseSuite } from '../../../src/runs/suite/index.ts';
import { tinyModels } from '../../accuracy/tiny-models.ts';
import { fakes } from '../execute/fakes.ts';

/** Runs a tiny suite, or a shard of it, with fake latencies and real accuracies. */
export async function runTiny(data: string, out: string, shard?: string, seed = 3): Promise<string> {
  const suite = parseSuite(
    {
      name: 'tiny',
      seed,
      latency: { models: ['tiny_a', 'tiny_b'], resolutions: [32, 64, 96], weights: 'seed:0' },
      accuracy: {
        data,
        models: ['tiny_a', 'tiny_b'],
        weights: 'seed:0',
        corruptions: ['gaussian_noise'],
        severities: [2],
        unitImages: 6,
        workers: 1,
        allowUnreadable: 1,
      },
    },
    'tiny',
  );
  const { deps, hooks } = fakes();
  const command = ['fastvit-bench', 'run', 'tiny.json', ...(shard ? ['--shard', shard] : [])];
  await executeSuite(
    { suite, resolved: suite, path: 'tiny' },
    { root: '.', out, command, env: {}, ...(shard ? { shard: parseShard(shard) } : {}) },
    { ...deps, source: tinyModels },
    hooks,
  );
  return out;
}

/** Changes the run.json of a run, as if the run had been measured elsewhere. */
export function changeRun(folder: string, change: (run: RunFile) => void): void {
  const path = join(folder, 'run.json');
  const run = JSON.parse(readFileSync(path, 'utf8'));
  change(run);
  writeFileSync(path, JSON.stringify(run));
}
