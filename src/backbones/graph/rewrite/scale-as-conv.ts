import { convOfKernel, identityKernel, scaled } from './kernel.ts';
import type { Rule } from './rewriter.ts';

/**
 * Writes a channel scale of a map as a depthwise 1x1 convolution: onnxruntime keeps that in its blocked layout,
 * where a multiplication per channel would cause reorders.
 */
export const scaleAsConv: Rule = {
  name: 'scale-as-conv',
  apply(node) {
    if (node.op !== 'scale' || node.shape.length !== 4) return undefined;
    const kernel = scaled(identityKernel(node.input, node.shape[1] as number), node.weight);
    return { operation: convOfKernel(kernel, node.name), name: node.name };
  },
};
