import type { Term, ValueId } from '../../operators/index.ts';
import type { Rule } from './rewriter.ts';

/** Turns a scaled sum within a sum into scaled terms of the outer sum: a + s (b - c) = a + s b - s c. */
export const spreadScale: Rule = {
  name: 'spread-scale',
  apply(node, view) {
    if (node.op !== 'sum') return undefined;
    for (const [index, term] of node.terms.entries()) {
      const scale = view.node(term.value);
      if (scale.op !== 'scale' || view.uses(scale.id) !== 1) continue;
      const inner = view.node(scale.input);
      if (inner.op !== 'sum' || view.uses(inner.id) !== 1) continue;
      const others = node.terms.filter((_, i) => i !== index);
      return {
        first: inner.terms.map(({ value }) => () => ({
          operation: { op: 'scale', input: value, weight: scale.weight },
          name: scale.name,
          shape: node.shape,
        })),
        last: (ids) => {
          const spread = inner.terms.map(
            ({ sign }, i): Term => ({ value: ids[i] as ValueId, sign: sign === term.sign ? 1 : -1 }),
          );
          return { operation: { op: 'sum', terms: [...others, ...spread] }, name: node.name };
        },
      };
    }
    return undefined;
  },
};
