// Studies and pairs come from run.json, never from the ids of models.
import { expect, test } from 'vitest';
import { collect, pictures } from '../../report/index.ts';
import { modelSource } from '../../src/runs/execute/index.ts';
import { sampleLatency, sampleRun } from '../results/samples.ts';
import { sampleRunData } from './samples.ts';

const MADE = '2026-01-02T00:00:00.000Z';

const study = { id: 'mine', title: 'My study', note: 'What I changed.' };
const facts = { family: 'mine', published: [], studies: [], pairs: [] };

function reportOf(models: Record<string, typeof facts>) {
  const records = Object.keys(models).map((model, at) => sampleLatency({ model }, 10 + at));
  return collect([sampleRunData({ run: sampleRun({ models }), records, lines: [2, 3] })], MADE, '0');
}

test('a study that run.json names has its figure, a pair its ratio and meaning', () => {
  const data = reportOf({
    a: {
      ...facts,
      studies: [{ ...study, made: true }],
      pairs: [{ kind: 'part', against: 'b', name: 'half', meaning: 'a over b' }],
    } as never,
    b: { ...facts, studies: [{ ...study, made: false }] } as never,
  });
  expect(data.pairs).toMatchObject([
    { kind: 'part', model: 'a', against: 'b', name: 'half', meaning: 'a over b' },
  ]);
  const figure = pictures(data).find(({ id }) => id === 'study-mine');
  expect(figure?.title).toBe('My study');
  expect(figure?.spec.summary).toEqual(['a: median latency 10.0', 'b: median latency 11.0']);
});

test('published models alone do not make a study', () => {
  const data = reportOf({ b: { ...facts, studies: [{ ...study, made: false }] } as never });
  expect(pictures(data).map(({ id }) => id)).not.toContain('study-mine');
});

test('an id that looks like an ablation does not make one', () => {
  const data = reportOf({ s12_step2_repmixer: facts, poolformer_s12: facts });
  expect(data.pairs).toEqual([]);
  expect(pictures(data).map(({ id }) => id)).not.toContain('study-steps');
});

test('a run is written with the studies and pairs of the registry', () => {
  expect(modelSource.facts('s12_step2_repmixer')).toMatchObject({
    family: 'poolformer',
    studies: [{ id: 'steps', made: true }],
    pairs: [{ kind: 'mixer', against: 'poolformer_s12', name: 'repmixer' }],
  });
  expect(modelSource.facts('poolformer_s12').studies).toMatchObject([{ id: 'steps', made: false }]);
});
