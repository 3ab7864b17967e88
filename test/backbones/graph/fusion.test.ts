import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Builder,
  buildGraph,
  type Graph,
  interpret,
  reparameterize,
  type Value,
} from '../../../src/backbones/graph/index.ts';
import { seededTensor, seededWeights } from '../../../src/backbones/weights/seeded.ts';

const read = seededWeights('fusion');

/** Builds a graph on a map of `channels` x `size` x `size`. */
function graphOf(channels: number, size: number, build: (b: Builder) => Value): Graph {
  const b = buildGraph('test', [1, channels, size, size]);
  return b.finish(build(b));
}

/** Largest difference of two graphs' outputs on one input, over the largest output. */
function disagreement(a: Graph, b: Graph): number {
  const [, channels, height, width] = a.nodes[0]!.shape as [number, number, number, number];
  const input = Float64Array.from(seededTensor('x', [1, channels, height, width, 1], 'input'));
  const [left, right] = [interpret(a, read, input), interpret(b, read, input)];
  const scale = Math.max(...left.map(Math.abs), 1e-9);
  return Math.max(...left.map((value, i) => Math.abs(value - (right[i] as number)))) / scale;
}

function operations(graph: Graph): string[] {
  return graph.nodes.slice(1).map((node) => node.op);
}

/** One linear branch: what a random sum is made of. */
interface Branch {
  readonly kind:
    | 'identity'
    | 'norm'
    | 'scale'
    | 'conv'
    | 'conv-norm'
    | 'conv-norm-scale'
    | 'norm-pointwise'
    | 'nested';
  readonly kernel: 1 | 3 | 5 | 7;
  readonly bias: boolean;
}

const branchArbitrary: fc.Arbitrary<Branch> = fc.record({
  kind: fc.constantFrom(
    'identity',
    'norm',
    'scale',
    'conv',
    'conv-norm',
    'conv-norm-scale',
    'norm-pointwise',
    'nested',
  ),
  kernel: fc.constantFrom(1, 3, 5, 7),
  bias: fc.boolean(),
});

interface Sum {
  readonly channels: number;
  readonly out: number;
  readonly groups: number;
  readonly stride: 1 | 2;
  readonly size: number;
  readonly branches: readonly Branch[];
  readonly signs: readonly boolean[];
}

/** Sums of one to five branches; identity-like ones only where shapes allow. */
const sumArbitrary: fc.Arbitrary<Sum> = fc
  .record({
    channels: fc.constantFrom(4, 6, 8),
    widen: fc.boolean(),
    grouping: fc.constantFrom('dense', 'half', 'depthwise'),
    stride: fc.constantFrom(1, 2),
    size: fc.integer({ min: 7, max: 10 }),
    branches: fc.array(branchArbitrary, { minLength: 1, maxLength: 5 }),
    signs: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
  })
  .map(({ channels, widen, grouping, stride, size, branches, signs }) => {
    const groups = grouping === 'dense' ? 1 : grouping === 'half' ? 2 : channels;
    const out = widen ? 2 * channels : channels;
    const square = !widen && stride === 1;
    const fitting = branches.map((branch) =>
      square || branch.kind.startsWith('conv') ? branch : { ...branch, kind: 'conv' as const },
    );
    // A sum of identities alone is deliberately not turned into a convolution.
    const made = fitting.every((branch) => branch.kind === 'identity')
      ? [...fitting, { ...fitting[0]!, kind: 'conv' as const }]
      : fitting;
    return { channels, out, groups, stride, size, branches: made, signs } as Sum;
  });

function build(b: Builder, sum: Sum): Value {
  const terms = sum.branches.map((branch, i) => ({
    value: b.scope(`${i}`, () => buildBranch(b, branch, sum)),
    plus: sum.signs[i] !== false || i === 0,
  }));
  return terms
    .slice(1)
    .reduce(
      (total, term) => (term.plus ? b.sum(total, term.value) : b.subtract(total, term.value)),
      b.sum(terms[0]!.value),
    );
}

function buildBranch(
  b: Builder,
  { kind, kernel, bias }: Branch,
  { out, groups, stride, channels }: Sum,
): Value {
  const conv = (name: string, x: Value): Value => b.conv(name, x, { out, kernel, stride, groups, bias });
  switch (kind) {
    case 'identity':
      return b.input;
    case 'norm':
      return b.batchNorm('norm', b.input);
    case 'scale':
      return b.scale('gamma', b.input, [channels]);
    case 'conv':
      return conv('conv', b.input);
    case 'conv-norm':
      return b.batchNorm('norm', conv('conv', b.input));
    case 'conv-norm-scale':
      return b.scale('gamma', b.batchNorm('norm', conv('conv', b.input)), [out, 1, 1]);
    case 'norm-pointwise':
      return b.conv('conv', b.batchNorm('norm', b.input), { out, kernel: 1, groups, bias });
    case 'nested':
      return b.scale('gamma', b.subtract(b.batchNorm('norm', conv('conv', b.input)), b.input), [channels]);
  }
}

describe('fusion of linear branches', () => {
  test('any sum of linear branches of one input becomes one convolution that computes the same', () => {
    fc.assert(
      fc.property(sumArbitrary, (sum) => {
        const train = graphOf(sum.channels, sum.size, (b) => build(b, sum));
        const fused = reparameterize(train);
        expect(operations(fused)).toEqual(['conv']);
        expect(disagreement(train, fused)).toBeLessThan(1e-12);
      }),
      { numRuns: 200 },
    );
  });

  test('fusing twice changes nothing', () => {
    fc.assert(
      fc.property(sumArbitrary, (sum) => {
        const once = reparameterize(graphOf(sum.channels, sum.size, (b) => build(b, sum)));
        expect(reparameterize(once).nodes).toEqual(once.nodes);
      }),
      { numRuns: 50 },
    );
  });

  test('the merged convolution is named after the module that sums', () => {
    const graph = reparameterize(
      graphOf(4, 8, (b) =>
        b.scope('stem', () =>
          b.scope('0', () => b.sum(b.conv('a', b.input, { out: 4, kernel: 3 }), b.batchNorm('b', b.input))),
        ),
      ),
    );
    expect(graph.parameters.map((parameter) => parameter.name)).toEqual([
      'stem.0.reparam_conv.weight',
      'stem.0.reparam_conv.bias',
    ]);
    expect(graph.modules.get('stem.0')).toBe(graph.output);
  });

  test('TensorFlow padding merges with a kernel that looks at the same pixels', () => {
    const train = graphOf(4, 8, (b) =>
      b.sum(
        b.conv('three', b.input, { out: 4, kernel: 3, stride: 2, padding: 'same' }),
        b.conv('one', b.input, { out: 4, kernel: 1, stride: 2, padding: 'same' }),
      ),
    );
    const fused = reparameterize(train);
    expect(operations(fused)).toEqual(['conv']);
    expect(disagreement(train, fused)).toBeLessThan(1e-12);
  });

  test('pooling is not merged: at the border it divides by fewer pixels', () => {
    const train = graphOf(4, 6, (b) =>
      b.subtract(b.averagePool(b.input, { kernel: 3, padding: 1 }), b.input),
    );
    expect(operations(reparameterize(train))).toEqual(['average_pool', 'sum']);
  });

  test('only branches of one value merge; branches of another value stay', () => {
    const train = graphOf(4, 6, (b) => {
      const y = b.activation('relu', b.conv('first', b.input, { out: 4, kernel: 3 }));
      return b.sum(
        b.conv('a', y, { out: 4, kernel: 3 }),
        b.conv('b', b.input, { out: 4, kernel: 1 }),
        b.batchNorm('c', y),
      );
    });
    const fused = reparameterize(train);
    expect(operations(fused)).toEqual(['conv', 'activation', 'conv', 'conv', 'sum']);
    expect(disagreement(train, fused)).toBeLessThan(1e-12);
  });

  test('branches with different strides or incompatible groupings do not merge', () => {
    const strides = graphOf(4, 9, (b) =>
      b.sum(
        b.conv('a', b.input, { out: 4, kernel: 3, stride: 2 }),
        b.averagePool(b.conv('b', b.input, { out: 4, kernel: 3 }), { kernel: 1, stride: 2 }),
      ),
    );
    expect(operations(reparameterize(strides))).toEqual(['conv', 'conv', 'average_pool', 'sum']);
    const groupings = graphOf(6, 8, (b) =>
      b.sum(
        b.conv('a', b.input, { out: 6, kernel: 3, groups: 2 }),
        b.conv('b', b.input, { out: 6, kernel: 3, groups: 3 }),
      ),
    );
    expect(operations(reparameterize(groupings))).toEqual(['conv', 'conv', 'sum']);
  });

  test('a convolution with another reader keeps its norm separate', () => {
    const train = graphOf(4, 6, (b) => {
      const shared = b.conv('conv', b.input, { out: 4, kernel: 3 });
      return b.sum(b.activation('relu', b.batchNorm('norm', shared)), b.activation('relu', shared));
    });
    expect(operations(reparameterize(train))).toContain('batch_norm');
  });
});
