import type { Term, ValueId } from '../../operators/index.ts';
import { convOfKernel, kernelOfConv, negated } from './kernel.ts';
import type { Rule } from './rewriter.ts';

/** Replaces the subtraction of a convolution by the addition of one with negated weights. */
export const addNegative: Rule = {
  name: 'add-negative',
  apply(node, view) {
    if (node.op !== 'sum') return undefined;
    for (const [index, term] of node.terms.entries()) {
      const conv = view.node(term.value);
      if (term.sign === 1 || conv.op !== 'conv' || view.uses(conv.id) !== 1) continue;
      return {
        first: [
          () => ({
            operation: convOfKernel(negated(kernelOfConv(conv)), conv.name),
            name: conv.name,
            shape: conv.shape,
          }),
        ],
        last: ([id]) => {
          const terms = node.terms.map(
            (other, i): Term => (i === index ? { value: id as ValueId, sign: 1 } : other),
          );
          return { operation: { op: 'sum', terms }, name: node.name };
        },
      };
    }
    return undefined;
  },
};
