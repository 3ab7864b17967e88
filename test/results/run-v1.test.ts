import { expect, test } from 'vitest';
import { ablationIds, modelIds, pairsOf, studiesOf } from '../../src/backbones/models/index.ts';
import { RunFile } from '../../src/results/index.ts';
import { RUN } from '../../src/results/run.ts';
import { upgrade } from '../../src/results/version.ts';
import { sampleRun } from './samples.ts';

/** Facts of models after a run.json of version 1 that lists them, or names them in a mixed group alone. */
function upgraded(listed: readonly string[], mixed: readonly string[] = []): RunFile['models'] {
  const run = {
    ...sampleRun(),
    schema: 'fastvit-bench/run@1',
    models: Object.fromEntries(listed.map((id) => [id, { family: 'f', published: [] }])),
    suite: { name: 'sample', seed: 1, latency: { mixed: [{ models: mixed }] } },
  };
  return RunFile.parse(upgrade(run, RUN, 1)).models;
}

test('a run of version 1 gets the studies and pairs that a new run writes', () => {
  const facts = upgraded([...modelIds(), ...ablationIds()]);
  // Models that came later are in no such run.
  const known = Object.keys(facts).filter((id) => facts[id]!.studies.length + facts[id]!.pairs.length > 0);
  expect(known).toHaveLength(36);
  for (const id of known)
    expect(facts[id], id).toEqual({
      family: 'f',
      published: [],
      studies: studiesOf(id),
      pairs: pairsOf(id),
    });
});

test('so do models named only in a mixed group, with an unknown family', () => {
  const facts = upgraded(['fastvit_t8'], ['fastvit_t8', 'mixer_pool']);
  expect(Object.entries(facts).map(([id, { family }]) => [id, family])).toEqual([
    ['fastvit_t8', 'f'],
    ['mixer_pool', 'other'],
  ]);
  expect(facts.mixer_pool!.pairs).toEqual(pairsOf('mixer_pool'));
});
