import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tensor } from '@tensorflow/tfjs';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Builder, Graph, Value } from '../../../src/backbones/graph/index.ts';
import { readTfjsFiles, toTfjs, writeTfjsFiles } from '../../../src/backbones/lower/tfjs/index.ts';
import { seededInput, seededWeights } from '../../../src/backbones/weights/seeded.ts';
import { compileTfjs } from '../../../src/runtimes/tfjs/program.ts';
import { disagreement, network } from '../operators/agreement.ts';
import { loadTfjs, runCompiled, runTfjs, tensorflow } from './tensorflow.ts';

let tf: Awaited<ReturnType<typeof tensorflow>>;

beforeAll(async () => {
  tf = await tensorflow('cpu');
});

/** Largest difference of the lowerings from the reference evaluation. */
const difference = (graph: Graph): Promise<number> => disagreement(tf, graph);

function operators(graph: Graph): string[] {
  const { json } = toTfjs(graph, seededWeights('0'));
  return json.modelTopology.node.map(({ op }) => op).filter((op) => op !== 'Const');
}

describe('onnxruntime and tfjs give what the reference evaluation gives', () => {
  const cases: [string, (b: Builder) => Value][] = [
    ['convolution', (b) => b.conv('c', b.input, { out: 4, kernel: 3, bias: true })],
    ['convolution without bias, stride 2', (b) => b.conv('c', b.input, { out: 5, kernel: 3, stride: 2 })],
    ['depthwise', (b) => b.conv('c', b.input, { out: 6, kernel: 5, groups: 6, bias: true })],
    [
      'depthwise, two outputs a channel',
      (b) => b.conv('c', b.input, { out: 12, kernel: 3, groups: 6, stride: 2 }),
    ],
    ['three groups', (b) => b.conv('c', b.input, { out: 9, kernel: 3, groups: 3, bias: true })],
    ['three groups without bias', (b) => b.conv('c', b.input, { out: 3, kernel: 1, groups: 3 })],
    [
      'uneven padding',
      (b) => b.conv('c', b.input, { out: 4, kernel: 3, stride: 2, padding: 'same', bias: true }),
    ],
    ['linear on a map', (b) => b.linear('l', b.input, { out: 4 })],
    ['linear on a map without bias', (b) => b.linear('l', b.input, { out: 4, bias: false })],
    ['linear on a vector', (b) => b.linear('l', b.globalAveragePool(b.input), { out: 4 })],
    [
      'linear on a vector without bias',
      (b) => b.linear('l', b.globalAveragePool(b.input), { out: 4, bias: false }),
    ],
    ['batch norm', (b) => b.batchNorm('n', b.input)],
    ['layer norm', (b) => b.layerNorm('n', b.input, { epsilon: 1e-6 })],
    ['layer norm of a vector', (b) => b.layerNorm('n', b.globalAveragePool(b.input), { epsilon: 1e-3 })],
    ['group norm, one group', (b) => b.groupNorm('n', b.input, { groups: 1, epsilon: 1e-5 })],
    ['group norm, three groups', (b) => b.groupNorm('n', b.input, { groups: 3, epsilon: 1e-5 })],
    ['scale', (b) => b.scale('gamma', b.input, [6, 1, 1])],
    ['relu', (b) => b.activation('relu', b.input)],
    [
      'relu6',
      (b) => b.activation('relu6', b.sum(b.input, b.input, b.input, b.input, b.input, b.input, b.input)),
    ],
    ['gelu', (b) => b.activation('gelu', b.input)],
    ['silu', (b) => b.activation('silu', b.input)],
    ['sigmoid', (b) => b.activation('sigmoid', b.input)],
    ['average pooling as in PoolFormer', (b) => b.averagePool(b.input, { kernel: 3, padding: 1 })],
    ['average pooling without padding', (b) => b.averagePool(b.input, { kernel: 2, stride: 2 })],
    [
      'average pooling that counts padding',
      (b) => b.averagePool(b.input, { kernel: 3, padding: 1, countPadding: true }),
    ],
    ['average pooling, other padding', (b) => b.averagePool(b.input, { kernel: 4, stride: 3, padding: 2 })],
    ['global pooling, positions kept', (b) => b.globalAveragePool(b.input, { keepPositions: true })],
    ['difference', (b) => b.subtract(b.averagePool(b.input, { kernel: 3, padding: 1 }), b.input)],
    ['squeeze and excite', (b) => b.multiply(b.input, b.globalAveragePool(b.input, { keepPositions: true }))],
    ['slice', (b) => b.slice(b.input, 2, 5)],
    ['slice of a vector', (b) => b.slice(b.globalAveragePool(b.input), 1, 3)],
    [
      'attention with positions and a smaller key',
      (b) => {
        const small = b.averagePool(b.input, { kernel: 3, stride: 2 });
        const bias = b.parameter('relative_pos', [3, 63, 12]);
        return b.attention(b.input, small, b.activation('relu', small), { heads: 3, scale: 0.7, bias });
      },
    ],
    ['attention', (b) => b.attention(b.input, b.input, b.input, { heads: 2, scale: 2 })],
  ];
  it.each(cases)('%s', async (_, build) => {
    expect(await difference(network(build))).toBeLessThan(2e-6);
  });

  it('a sum that starts with a negative term', async () => {
    const graph = network((b) => b.subtract(b.input, b.activation('relu', b.input)));
    const nodes = graph.nodes.map((node) =>
      node.op === 'sum'
        ? { ...node, terms: node.terms.map((term) => ({ ...term, sign: -1 as const })) }
        : node,
    );
    expect(await difference({ ...graph, nodes })).toBeLessThan(2e-6);
  });

  it('any window, stride, padding and grouping', async () => {
    const sizes = fc.record({
      kernel: fc.integer({ min: 1, max: 4 }),
      stride: fc.integer({ min: 1, max: 3 }),
      padding: fc.integer({ min: 0, max: 3 }),
      groups: fc.constantFrom(1, 2, 6),
      bias: fc.boolean(),
      countPadding: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(sizes, async ({ kernel, stride, padding, groups, bias, countPadding }) => {
        const pad = Math.min(padding, kernel - 1);
        const graph = network((b) => {
          const x = b.conv('c', b.input, { out: 12, kernel, stride, padding: pad, groups, bias });
          return b.averagePool(x, { kernel: Math.min(kernel, 2), padding: Math.min(pad, 1), countPadding });
        });
        expect(await difference(graph)).toBeLessThan(2e-6);
      }),
      { numRuns: 25 },
    );
  });
});

describe('fusing', () => {
  it.each(['relu', 'relu6', 'sigmoid'] as const)('a convolution is fused with its bias and %s', (kind) => {
    const graph = network((b) => b.activation(kind, b.conv('c', b.input, { out: 4, kernel: 3, bias: true })));
    expect(operators(graph)).toEqual(['Placeholder', '_FusedConv2D', 'Identity']);
    const depthwise = network((b) =>
      b.activation(kind, b.conv('c', b.input, { out: 6, groups: 6, kernel: 3, bias: true })),
    );
    expect(operators(depthwise)).toEqual(['Placeholder', 'FusedDepthwiseConv2dNative', 'Identity']);
  });

  it.each(['relu', 'relu6', 'sigmoid'] as const)('the fused result with %s is the same', async (kind) => {
    const graph = network((b) => {
      const x = b.conv('c', b.input, { out: 6, kernel: 3, bias: true });
      const y = b.conv('d', b.activation(kind, x), { out: 6, groups: 6, kernel: 3, bias: true });
      return b.activation(kind, b.linear('l', b.globalAveragePool(b.activation(kind, y)), { out: 4 }));
    });
    expect(await difference(graph)).toBeLessThan(2e-6);
    expect(operators(graph).filter((op) => op.toLowerCase() === kind)).toEqual([]);
  });

  it('does not happen if another node, a tap or the output reads the intermediate value', async () => {
    const shared = network((b) => {
      const x = b.conv('c', b.input, { out: 6, kernel: 3, bias: true });
      return b.sum(x, b.activation('relu', x));
    });
    expect(operators(shared)).toContain('Relu');
    expect(await difference(shared)).toBeLessThan(2e-6);

    const tapped = network((b) =>
      b.activation('relu', b.conv('c', b.input, { out: 6, kernel: 3, bias: true })),
    );
    const { json } = toTfjs(tapped, seededWeights('0'), { taps: ['net.c'] });
    expect(json.modelTopology.node.map(({ op }) => op)).toContain('Relu');
  });

  it('does not happen without a bias, or for an activation without a fused kernel in tfjs', () => {
    const plain = network((b) => b.activation('relu', b.conv('c', b.input, { out: 4, kernel: 3 })));
    expect(operators(plain)).toEqual(['Placeholder', 'Conv2D', 'Relu', 'Identity']);
    const gelu = network((b) =>
      b.activation('gelu', b.conv('c', b.input, { out: 4, kernel: 3, bias: true })),
    );
    expect(operators(gelu)).toContain('Erf');
  });
});

describe('the model file', () => {
  const graph = network((b) =>
    b.scope('inner', () => b.conv('c', b.input, { out: 4, kernel: 3, bias: true })),
  );

  it('stores each weight once, transposed for channels last', () => {
    const { json, weights } = toTfjs(graph, seededWeights('0'), { metadata: { model: 'net' } });
    expect(json.weightsManifest).toEqual([
      {
        paths: ['weights.bin'],
        weights: [
          { name: 'net.inner.c.weight', shape: [3, 3, 6, 4], dtype: 'float32' },
          { name: 'net.inner.c.bias', shape: [4], dtype: 'float32' },
        ],
      },
    ]);
    expect(weights.map((bytes) => bytes.length)).toEqual([3 * 3 * 6 * 4 * 4, 16]);
    expect(json.userDefinedMetadata).toEqual({ model: 'net' });
  });

  it('leaves the batch open if asked', async () => {
    const { json } = toTfjs(graph, seededWeights('0'), { batch: 'dynamic' });
    expect(JSON.stringify(json.signature.inputs.input)).toContain('{"size":"-1"},{"size":"7"}');
  });

  it('is read back from its two files by tf.loadGraphModel', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fastvit-bench-tfjs-'));
    try {
      const model = toTfjs(graph, seededWeights('0'));
      const { path, bytes } = writeTfjsFiles(model, join(folder, 'net'));
      expect(readdirSync(join(folder, 'net')).sort()).toEqual(['model.json', 'weights.bin']);
      const { json, weights } = readTfjsFiles(path);
      expect(JSON.stringify(json)).toBe(JSON.stringify(model.json));
      expect(bytes).toBe(readFileSync(path).length + weights.length);
      const loaded = await loadTfjs(tf, { json, weights: [weights] });
      const x = tf.zeros([2, 7, 9, 6]);
      const y = loaded.predict({ input: x }) as Tensor;
      expect(y.shape).toEqual([2, 7, 9, 4]);
      tf.dispose([x, y]);
      loaded.dispose();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('is not run if it has an unknown operation', () => {
    const { json } = toTfjs(graph, seededWeights('0'));
    const node = json.modelTopology.node.map((each) =>
      each.op === 'Identity' ? { ...each, op: 'Cos' } : each,
    );
    const foreign = { ...json, modelTopology: { ...json.modelTopology, node } };
    expect(() => compileTfjs(tf, foreign, new ArrayBuffer(3 * 3 * 6 * 4 * 4 + 16), 'logits')).toThrow(
      'logits: the operation "Cos" is not one that fastvit-bench writes',
    );
  });

  it('refuses a tap that does not exist', () => {
    expect(() => toTfjs(graph, seededWeights('0'), { taps: ['net.outer'] })).toThrow(
      'net has no module "net.outer" in this form',
    );
  });

  it('gives taps their own outputs', async () => {
    const input = seededInput(graph.nodes[0]!.shape, '0');
    const outputs = await runTfjs(tf, graph, seededWeights('0'), input, ['net.inner']);
    expect(outputs['tap:net.inner']).toEqual(outputs.logits);
    const compiled = await runCompiled(tf, graph, seededWeights('0'), input, ['net.inner']);
    expect(compiled).toEqual({ logits: outputs.logits, left: 0 });
  });
});
