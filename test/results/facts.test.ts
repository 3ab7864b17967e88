import { expect, test } from 'vitest';
import { ablationIds, modelIds, pairsOf, studiesOf } from '../../src/backbones/models/index.ts';
import { factsOf } from '../../src/results/index.ts';
import { sampleRun } from './samples.ts';

test('a run of before 0.2 has the studies and pairs that a new run writes', () => {
  const run = sampleRun();
  // Models that came later are in no such run.
  const known = [...modelIds(), ...ablationIds()].filter((id) => {
    const { studies, pairs } = factsOf(run, id);
    return studies.length + pairs.length > 0;
  });
  expect(known).toHaveLength(36);
  for (const id of known) {
    const { studies, pairs } = factsOf(run, id);
    expect({ studies, pairs }, id).toEqual({ studies: studiesOf(id), pairs: pairsOf(id) });
  }
});

test('what run.json says goes before what an id suggests', () => {
  const models = { s12_step2_repmixer: { family: 'mine', published: [], studies: [], pairs: [] } };
  expect(factsOf(sampleRun({ models }), 's12_step2_repmixer')).toEqual(models.s12_step2_repmixer);
});
