import { expect, test } from 'vitest';
import * as corruptions from '../corruptions/index.ts';
import * as report from '../report/index.ts';
import * as graph from '../src/backbones/graph/index.ts';
import * as api from '../src/index.ts';
import * as stats from '../src/stats/index.ts';

test('a program can build, lower and cost a model through the public exports', async () => {
  const weights = await api.openWeights('seed:0', 'mobileone_s0');
  const { onnx, cost } = api.lowerModel({
    model: 'mobileone_s0',
    form: 'inference',
    resolution: 64,
    weights,
  });
  expect(cost.parameters).toBe(2_078_504);
  expect(onnx.length).toBeGreaterThan(4 * cost.parameters);
  const train = api.buildModel('mobileone_s0', { resolution: 64 });
  expect(graph.cost(graph.reparameterize(train)).parameters).toBe(cost.parameters);
});

test('the other exports work', () => {
  expect(corruptions.corruptions.map(({ name }) => name)).toContain('gaussian_noise');
  expect(stats.median([3, 1, 2])).toBe(2);
  expect(report.FORMATS).toContain('html');
});
