// A complete run in its own process, to be killed: node tiny-run.ts <data> <folder> <workers> [proof|bench]
import { executeSuite } from '../../src/runs/execute/index.ts';
import { parseSuite } from '../../src/runs/suite/index.ts';
import { judgeClaims } from '../../src/verdicts/claims/index.ts';
import { tinyModels } from './tiny-models.ts';

const [data = '', folder = '', workers = '1', kind = 'proof'] = process.argv.slice(2);

const suite = parseSuite(
  {
    name: 'tiny',
    seed: 5,
    accuracy: {
      data,
      models: ['tiny_a', 'tiny_b', 'tiny_c', 'tiny_d'],
      weights: 'seed:0',
      // Many images are evaluated clean, in units of the usual size.
      ...(kind === 'bench'
        ? { models: ['tiny_a'] }
        : { corruptions: ['gaussian_noise'], severities: [1, 4], unitImages: 5 }),
      workers: Number(workers),
      allowUnreadable: 1,
    },
  },
  'tiny',
);

await executeSuite(
  { suite, resolved: suite, path: 'tiny' },
  { root: '.', out: folder, command: ['tiny'], env: process.env },
  {
    source: tinyModels,
    judgeClaims,
    measure: () => Promise.reject(new Error('nothing is timed here')),
    runtime: () => Promise.reject(new Error('nothing is timed here')),
  },
  {
    signal: new AbortController().signal,
    now: () => performance.now(),
    log() {},
    started() {},
    progress() {},
  },
);
