import { describe, expect, test } from 'vitest';
import { buildGraph, cost } from '../../../src/backbones/graph/index.ts';

describe('building a graph', () => {
  test('scopes give the names of the public checkpoint, in the order of declaration', () => {
    const b = buildGraph('net', [1, 3, 8, 8]);
    const graph = b.finish(
      b.scope('stem', () => b.batchNorm('bn', b.conv('conv', b.input, { out: 4, kernel: 3, stride: 2 }))),
    );
    expect(graph.parameters.map(({ name, shape, role }) => [name, shape, role])).toEqual([
      ['stem.conv.weight', [4, 3, 3, 3], 'learnable'],
      ['stem.bn.weight', [4], 'learnable'],
      ['stem.bn.bias', [4], 'learnable'],
      ['stem.bn.running_mean', [4], 'statistic'],
      ['stem.bn.running_var', [4], 'statistic'],
      ['stem.bn.num_batches_tracked', [], 'counter'],
    ]);
    expect(graph.nodes.map((node) => node.shape)).toEqual([
      [1, 3, 8, 8],
      [1, 4, 4, 4],
      [1, 4, 4, 4],
    ]);
  });

  test('padding "same" depends on the input size: after an even one, symmetric for an odd one', () => {
    const padding = (size: number, kernel: number): unknown => {
      const b = buildGraph('net', [1, 3, size, size]);
      const value = b.conv('conv', b.input, { out: 4, kernel, stride: 2, padding: 'same' });
      const node = b.finish(value).nodes[1];
      return node?.op === 'conv' ? node.padding : undefined;
    };
    expect(padding(8, 3)).toEqual([0, 0, 1, 1]);
    expect(padding(8, 5)).toEqual([1, 1, 2, 2]);
    expect(padding(9, 3)).toEqual([1, 1, 1, 1]);
  });

  test.each([
    ['conv: a 5x5 window does not fit into a 3x3 map', [1, 3, 3, 3], 'window'],
    ['conv: a convolution with 2 groups cannot go from 3 to 4 channels', [1, 3, 8, 8], 'groups'],
    ['add: cannot add [1,4,4,4] to [1,4,8,8]', [1, 3, 8, 8], 'add'],
    ['norm: 4 channels do not divide into 3 groups', [1, 4, 8, 8], 'norm'],
    ['twice.weight: this parameter is declared twice', [1, 4, 8, 8], 'twice'],
  ])('%s', (message, shape, what) => {
    const b = buildGraph('net', shape);
    const conv = (
      name: string,
      options: { kernel: number; stride?: number; groups?: number; padding?: number },
    ) => b.conv(name, b.input, { out: 4, ...options });
    const attempts: Record<string, () => unknown> = {
      window: () => conv('conv', { kernel: 5, padding: 0 }),
      groups: () => conv('conv', { kernel: 1, groups: 2 }),
      add: () => b.scope('add', () => b.sum(conv('a', { kernel: 1 }), conv('b', { kernel: 1, stride: 2 }))),
      norm: () => b.groupNorm('norm', b.input, { groups: 3, epsilon: 1e-5 }),
      twice: () => [conv('twice', { kernel: 1 }), conv('twice', { kernel: 1 })],
    };
    expect(attempts[what]).toThrow(message);
  });
});

test('cost counts as fvcore does, for the whole batch', () => {
  const b = buildGraph('net', [2, 4, 8, 8]);
  const grouped = b.conv('grouped', b.input, { out: 8, kernel: 3, groups: 2, bias: true });
  const gate = b.activation(
    'sigmoid',
    b.conv('gate', b.globalAveragePool(grouped, { keepPositions: true }), { out: 8, kernel: 1 }),
  );
  const qkv = b.linear('qkv', b.multiply(grouped, gate), { out: 24 });
  const mixed = b.attention(b.slice(qkv, 0, 8), b.slice(qkv, 8, 16), b.slice(qkv, 16, 24), {
    heads: 2,
    scale: 0.5,
  });
  const counted = cost(b.finish(b.linear('head', b.globalAveragePool(mixed), { out: 10 })));
  expect(counted.macs).toEqual({
    conv: 2 * (8 * 64 * 2 * 9 + 8 * 8),
    linear: 2 * (64 * 8 * 24 + 8 * 10),
    attention: 2 * (2 * 64 * 64 * 8),
    total: 2 * (8 * 64 * 2 * 9 + 8 * 8 + 64 * 8 * 24 + 8 * 10 + 2 * 64 * 64 * 8),
  });
  expect(counted.parameters).toBe(8 * 2 * 9 + 8 + 64 + 8 * 24 + 24 + 80 + 10);
  const [first] = counted.nodes;
  expect(first).toMatchObject({
    name: 'grouped',
    activationBytes: 4 * 2 * 64 * (4 + 8),
    weightBytes: 4 * (144 + 8),
  });
});
