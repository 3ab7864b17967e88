import { affineOfBatchNorm, convOfKernel, kernelOfConv, scaled, shifted } from './kernel.ts';
import type { Rule } from './rewriter.ts';

/** Folds a batch norm into the convolution before it, if nothing else reads that; the convolution keeps its name. */
export const foldNorm: Rule = {
  name: 'fold-norm',
  apply(node, view) {
    if (node.op !== 'batch_norm' || view.uses(node.input) !== 1) return undefined;
    const conv = view.node(node.input);
    if (conv.op !== 'conv') return undefined;
    const { factor, shift } = affineOfBatchNorm(node);
    return {
      operation: convOfKernel(shifted(scaled(kernelOfConv(conv), factor), shift), conv.name),
      name: conv.name,
    };
  },
};
