import { expect, test } from 'vitest';
import { exactFacts } from '../../src/latency/exact.ts';
import { layerStack } from '../../src/latency/index.ts';

test('nodes after optimisation and the output are the same at every run, and change with the model', async () => {
  const members = [
    { id: 'three', measured: layerStack(3, 'three') },
    {
      id: 'missing',
      measured: { ...layerStack(3, 'x'), model: { ...layerStack(3, 'x').model, path: 'none.onnx' } },
    },
    { id: 'again', measured: layerStack(3, 'again') },
    { id: 'four', measured: layerStack(4, 'four') },
  ];
  const facts = await exactFacts(members, { timeoutMs: 60_000 });
  expect([...facts.keys()]).toEqual(['three', 'again', 'four']);
  expect(facts.get('three')).toEqual(facts.get('again'));
  expect(facts.get('three')!.outputDigest).toMatch(/^[0-9a-f]{64}$/);
  expect(facts.get('four')!.nodes).toBe(facts.get('three')!.nodes + 1);
  expect(facts.get('four')!.outputDigest).not.toBe(facts.get('three')!.outputDigest);
}, 60_000);
