import { convOfKernel, derive, kernelOfConv, scaled, timesRows } from './kernel.ts';
import type { Rule } from './rewriter.ts';

/** Folds a channel scale into the convolution or linear layer before it, if nothing else reads that. */
export const foldScale: Rule = {
  name: 'fold-scale',
  apply(node, view) {
    if (node.op !== 'scale' || view.uses(node.input) !== 1) return undefined;
    const source = view.node(node.input);
    if (source.op === 'conv') {
      return {
        operation: convOfKernel(scaled(kernelOfConv(source), node.weight), source.name),
        name: source.name,
      };
    }
    if (source.op !== 'linear') return undefined;
    const { weight, bias } = source;
    const rows = (name: string, shape: readonly number[], tensor: typeof weight): typeof weight =>
      derive(name, shape, [tensor, node.weight], ([values, factors]) => {
        return timesRows(values!, factors!);
      });
    return {
      operation: {
        ...source,
        weight: rows(weight.name, weight.shape, weight),
        ...(bias === undefined ? {} : { bias: rows(bias.name, bias.shape, bias) }),
      },
      name: source.name,
    };
  },
};
