import { beforeAll, describe, expect, it } from 'vitest';
import { type Builder, buildGraph, type Value } from '../../../src/backbones/graph/index.ts';
import { tensorflow } from '../lower/tensorflow.ts';
import { disagreement, network } from './agreement.ts';

let tf: Awaited<ReturnType<typeof tensorflow>>;
beforeAll(async () => {
  tf = await tensorflow('cpu');
});

describe('concat', () => {
  it.each<[string, (b: Builder) => Value]>([
    ['maps', (b) => b.concat(b.input, b.activation('relu', b.input), b.slice(b.input, 1, 3))],
    [
      'maps with their channels last',
      (b) => b.concat(...['a', 'b'].map((name) => b.linear(name, b.input, { out: 3 }))),
    ],
    ['vectors', (b) => b.concat(...[0, 2].map((i) => b.slice(b.globalAveragePool(b.input), i, i + 2)))],
    ['one value', (b) => b.concat(b.input)],
  ])('of %s: all runtimes give what the reference evaluation gives', async (_, build) => {
    expect(await disagreement(tf, network(build))).toBeLessThan(2e-6);
  });

  it('refuses values whose positions differ', () => {
    const b = buildGraph('net', [1, 3, 4, 4]);
    const half = b.averagePool(b.input, { kernel: 2, stride: 2 });
    expect(() => b.concat(b.input, half)).toThrow('concat: cannot concatenate [1,3,2,2] to [1,3,4,4]');
  });
});
