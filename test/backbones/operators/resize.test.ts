import { beforeAll, describe, expect, it } from 'vitest';
import { buildGraph, interpret } from '../../../src/backbones/graph/index.ts';
import { tensorflow } from '../lower/tensorflow.ts';
import { disagreement, network } from './agreement.ts';

let tf: Awaited<ReturnType<typeof tensorflow>>;
beforeAll(async () => {
  tf = await tensorflow('cpu');
});

describe('resize', () => {
  it.each([
    ['nearest', 'twice the size', [14, 18]],
    ['nearest', 'three times the height alone', [21, 9]],
    ['nearest', 'any size', [10, 5]],
    ['bilinear', 'twice the size', [14, 18]],
    ['bilinear', 'any size', [10, 5]],
    ['bilinear', 'one row', [1, 9]],
    ['bilinear', 'the same size', [7, 9]],
  ] as const)('%s to %s: all runtimes give what the reference evaluation gives', async (mode, _, size) => {
    const graph = network((b) => b.resize(b.input, { mode, size }));
    expect(graph.nodes[1]!.shape).toEqual([2, 6, ...size]);
    expect(await disagreement(tf, graph)).toBeLessThan(2e-6);
  });

  it('after a node with its channels last', async () => {
    const graph = network((b) =>
      b.resize(b.linear('l', b.input, { out: 4 }), { mode: 'bilinear', size: [4, 12] }),
    );
    expect(await disagreement(tf, graph)).toBeLessThan(2e-6);
  });

  // The row 0, 1, 2, 3, by hand: output i lies at (i + 0.5) * 4 / columns - 0.5 of the input.
  it.each([
    ['bilinear', 8, [0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3]],
    ['nearest', 8, [0, 0, 1, 1, 2, 2, 3, 3]],
    ['bilinear', 2, [0.5, 2.5]],
    ['nearest', 2, [1, 3]],
  ] as const)('%s to %i columns has half-pixel centres', (mode, columns, expected) => {
    const b = buildGraph('net', [1, 1, 1, 4]);
    const graph = b.finish(b.resize(b.input, { mode, size: [1, columns] }));
    expect([...interpret(graph, () => [], Float64Array.of(0, 1, 2, 3))]).toEqual(expected);
  });

  it('refuses an invalid size', () => {
    const b = buildGraph('net', [1, 1, 4, 4]);
    expect(() => b.resize(b.input, { mode: 'nearest', size: [0, 2.5] })).toThrow(
      'resize: its shape would be [1,1,0,2.5]',
    );
  });
});
