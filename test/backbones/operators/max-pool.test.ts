import { beforeAll, describe, expect, it } from 'vitest';
import { calculus, differentiate } from '../../../src/backbones/graph/differentiate/index.ts';
import { buildGraph } from '../../../src/backbones/graph/index.ts';
import { tensorflow } from '../lower/tensorflow.ts';
import { disagreement, network } from './agreement.ts';

let tf: Awaited<ReturnType<typeof tensorflow>>;
beforeAll(async () => {
  tf = await tensorflow('cpu');
});

describe('max_pool', () => {
  it.each([
    ['2x2, stride 2', { kernel: 2, stride: 2 }],
    ['3x3, stride 2, padded', { kernel: 3, stride: 2, padding: 1 }],
    ['3x3, padded', { kernel: 3, padding: 1 }],
    ['5x5, padded by 2', { kernel: 5, stride: 3, padding: 2 }],
    ['2x2, padded by 1', { kernel: 2, stride: 2, padding: 1 }],
  ])('%s: all runtimes give what the reference evaluation gives', async (_, options) => {
    // gelu - relu is never positive, so that a padding of zeros would win.
    const graph = network((b) =>
      b.maxPool(b.subtract(b.activation('gelu', b.input), b.activation('relu', b.input)), options),
    );
    expect(await disagreement(tf, graph)).toBeLessThan(2e-6);
  });

  it('refuses more padding than half of the kernel', () => {
    const b = buildGraph('net', [1, 1, 4, 4]);
    expect(() => b.maxPool(b.input, { kernel: 3, padding: 2 })).toThrow(
      'pool: padding [2,2,2,2] is more than half of the kernel [3,3]',
    );
  });

  it('has no gradient: the error names the node and the operator', () => {
    const b = buildGraph('net', [1, 1, 4, 4]);
    const graph = b.finish(b.scope('stem', () => b.maxPool(b.input, { kernel: 2 })));
    const to = calculus();
    const options = { input: to.input('x', [1, 16]), parameter: () => to.number(0) };
    expect(() => differentiate(graph, to, options)).toThrow(
      'stem.pool: the operator max_pool has no gradient: the calculus has no step',
    );
  });
});
