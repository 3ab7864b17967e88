import type { Term, ValueId } from '../../operators/index.ts';
import { convOfKernel, derive, identityKernel, kernelOfConv, negated, scaled, timesRows } from './kernel.ts';
import type { Rule } from './rewriter.ts';

/** Two channel scales in a row are one. */
export const joinScales: Rule = {
  name: 'join-scales',
  apply(node, view) {
    if (node.op !== 'scale' || view.uses(node.input) !== 1) return undefined;
    const inner = view.node(node.input);
    if (inner.op !== 'scale') return undefined;
    const weight = derive(node.weight.name, node.weight.shape, [node.weight, inner.weight], ([a, b]) =>
      timesRows(a!, b!),
    );
    return { operation: { ...node, input: inner.input, weight }, name: node.name };
  },
};

/** A scaled sum within a sum becomes scaled terms of the outer one: a + s (b - c) = a + s b - s c. */
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

/**
 * A channel scale of a map as a depthwise 1x1 convolution: onnxruntime keeps that in its blocked layout,
 * where a multiplication by channel would be answered with reorders.
 */
export const scaleAsConv: Rule = {
  name: 'scale-as-conv',
  apply(node) {
    if (node.op !== 'scale' || node.shape.length !== 4) return undefined;
    const kernel = scaled(identityKernel(node.input, node.shape[1] as number), node.weight);
    return { operation: convOfKernel(kernel, node.name), name: node.name };
  },
};

/** A convolution that is subtracted is added with negative weights. */
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
