import type { Parameter, ValueId } from '../../operators/index.ts';
import type { NodeOf } from '../types.ts';
import { affineOfBatchNorm, derive } from './kernel.ts';
import type { Replacement, Rule } from './rewriter.ts';

/**
 * Folds a channel-wise factor and shift into the unpadded convolution or linear layer that follows: all of a batch norm;
 * of a group norm, everything but the normalisation. (With padding, the shift would be missing at the border, where
 * zeros are read.)
 */
export const foldAffine: Rule = {
  name: 'fold-affine',
  apply(node, view) {
    if (node.op !== 'conv' && node.op !== 'linear') return undefined;
    if (node.op === 'conv' && node.padding.some((pad) => pad !== 0)) return undefined;
    const norm = view.node(node.input);
    if (view.uses(norm.id) !== 1) return undefined;
    if (norm.op === 'batch_norm') {
      const { factor, shift } = affineOfBatchNorm(norm);
      return { operation: { ...absorbing(node, factor, shift), input: norm.input }, name: node.name };
    }
    if (norm.op !== 'group_norm' || norm.weight === undefined || norm.bias === undefined) return undefined;
    return withoutAffine(norm, (id) => ({
      operation: { ...absorbing(node, norm.weight as Parameter, norm.bias as Parameter), input: id },
      name: node.name,
    }));
  },
};

function withoutAffine(
  norm: NodeOf<'group_norm'>,
  then: (id: ValueId) => { operation: NodeOf<'conv' | 'linear'>; name: string },
): Replacement {
  const { weight: _, bias: __, ...normOnly } = norm;
  return {
    first: [() => ({ operation: normOnly, name: norm.name, shape: norm.shape })],
    last: ([id]) => then(id as ValueId),
  };
}

/** Returns the layer that first multiplies its input channels by `factor` and adds `shift`. */
function absorbing<Layer extends NodeOf<'conv' | 'linear'>>(
  layer: Layer,
  factor: Parameter,
  shift: Parameter,
): Layer {
  const { weight, bias } = layer;
  const [outputs, perGroup, ...taps] = weight.shape as [number, number, ...number[]];
  const area = taps.reduce((product, size) => product * size, 1);
  const groups = layer.op === 'conv' ? layer.groups : 1;
  const inputOf = (output: number, i: number): number =>
    Math.floor(output / (outputs / groups)) * perGroup + i;
  const scaled = derive(weight.name, weight.shape, [weight, factor], ([w, f]) => {
    const out = new Float64Array(w!.length);
    for (let o = 0, at = 0; o < outputs; o++) {
      for (let i = 0; i < perGroup; i++) {
        const by = f![inputOf(o, i)]!;
        for (const end = at + area; at < end; at++) out[at] = w![at]! * by;
      }
    }
    return out;
  });
  const biasName = bias?.name ?? weight.name.replace(/weight$/, 'bias');
  const moved = derive(biasName, [outputs], [weight, shift, ...(bias ? [bias] : [])], ([w, s, b]) => {
    const out = b ? b.slice() : new Float64Array(outputs);
    for (let o = 0, at = 0; o < outputs; o++) {
      for (let i = 0; i < perGroup; i++) {
        const by = s![inputOf(o, i)]!;
        for (const end = at + area; at < end; at++) out[o]! += w![at]! * by;
      }
    }
    return out;
  });
  return { ...layer, weight: scaled, bias: moved };
}
