import type { Pair, Shape, Term, ValueId } from '../../operators/index.ts';
import type { Node, NodeOf } from '../types.ts';
import {
  added,
  affineOfBatchNorm,
  composed,
  convOfKernel,
  identityKernel,
  type Kernel,
  kernelOfConv,
  negated,
  scaled,
  shifted,
} from './kernel.ts';
import type { Rule, View } from './rewriter.ts';

/**
 * Linear branches of one input add up to one convolution. A branch is an identity, a batch norm, a
 * channel scale, a convolution, or a chain of them; an identity is a delta kernel, a batch norm or scale
 * alone is a depthwise 1x1 convolution, a subtraction adds the negative. Other terms (pooling
 * divides by fewer pixels at the border), and those that read another value, stay as they are.
 */
export const mergeBranches: Rule = {
  name: 'merge-branches',
  apply(node, view) {
    if (node.op !== 'sum') return undefined;
    const branches = node.terms.map((term) => branchOf(term, view));
    for (const input of new Set(branches.map((branch) => branch?.input))) {
      if (input === undefined) continue;
      const own = branches.filter((branch) => branch?.input === input) as Kernel[];
      const rest = node.terms.filter((_, index) => branches[index]?.input !== input);
      if (own.length === 1 && rest.length > 0) continue;
      if (own.every(isDelta)) {
        // Identities alone need no convolution: one is its input, several are a plain addition.
        if (own.length === 1) return { sameAs: input };
        continue;
      }
      const merged = added(own, positionsOf(view.node(input).shape));
      if (merged === undefined) continue;
      const name = node.name === '' ? 'reparam_conv' : `${node.name}.reparam_conv`;
      const conv = { operation: convOfKernel(merged, name), name };
      if (rest.length === 0) return conv;
      return {
        first: [() => ({ ...conv, shape: node.shape })],
        last: ([id]) => ({
          operation: { op: 'sum', terms: [{ value: id as ValueId, sign: 1 }, ...rest] },
          name: node.name,
        }),
      };
    }
    return undefined;
  },
};

/** Returns the term as a kernel of the value at the start of its chain; undefined if that value is not a map. */
function branchOf(term: Term, view: View): Kernel | undefined {
  const kernel = chain(term.value, view);
  if (kernel === undefined) return undefined;
  return term.sign === 1 ? kernel : negated(kernel);
}

/** Walks back from a value through nodes that are linear and read once. */
function chain(id: ValueId, view: View): Kernel | undefined {
  const node = view.node(id);
  if (node.shape.length !== 4) return undefined;
  if (view.uses(id) !== 1) return identityOf(node);
  switch (node.op) {
    case 'batch_norm': {
      const inner = chain(node.input, view);
      const { factor, shift } = affineOfBatchNorm(node);
      return inner && shifted(scaled(inner, factor), shift);
    }
    case 'scale': {
      const inner = chain(node.input, view);
      return inner && scaled(inner, node.weight);
    }
    case 'conv':
      return throughConv(node, view);
    case 'sum': {
      const terms = node.terms.map((term) => branchOf(term, view));
      const [first] = terms;
      if (first === undefined || terms.some((term) => term?.input !== first.input)) return identityOf(node);
      return added(terms as Kernel[], positionsOf(view.node(first.input).shape)) ?? identityOf(node);
    }
    default:
      return identityOf(node);
  }
}

/** A convolution after a linear chain: one kernel if it is pointwise, else it begins the chain. */
function throughConv(conv: NodeOf<'conv'>, view: View): Kernel {
  const kernel = kernelOfConv(conv);
  const before = view.node(conv.input);
  const linear = before.op === 'conv' || before.op === 'batch_norm' || before.op === 'scale';
  if (!linear || view.uses(conv.input) !== 1) return kernel;
  const inner = chain(conv.input, view);
  return (inner && composed(kernel, inner)) ?? kernel;
}

function identityOf(node: Node): Kernel {
  return identityKernel(node.id, node.shape[1] as number);
}

/** Returns true for an identity branch with nothing applied to it. */
function isDelta(kernel: Kernel): boolean {
  return kernel.weight.derivation?.from.length === 0;
}

function positionsOf(shape: Shape): Pair {
  return [shape[2] as number, shape[3] as number];
}
