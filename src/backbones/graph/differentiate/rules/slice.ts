import type { NodeOf } from '../../types.ts';
import type { Tensor } from '../program.ts';
import type { Rule } from '../rule.ts';

/** Channels are rows; those that were left out get no gradient. */
export const slice: Rule<NodeOf<'slice'>> = (node, scope) => {
  const { to } = scope;
  const x = scope.value(node.input);
  const [channels, columns] = x.dims as readonly [number, number];
  const zeros = (rows: number): Tensor[] =>
    rows === 0 ? [] : [to.constant('zeros', [rows, columns], () => new Float32Array(rows * columns))];
  return {
    value: to.slice(x, 0, node.start, node.end),
    pull: (dy) => ({
      operands: [[node.input, to.concat([...zeros(node.start), dy, ...zeros(channels - node.end)], 0)]],
    }),
  };
};
