import type { Parameter, ValueId } from '../../operators/index.ts';
import type { Node } from '../types.ts';
import { affineOfBatchNorm, derive } from './kernel.ts';
import type { Replacement, Rule, View } from './rewriter.ts';

/**
 * A channel-wise factor and shift before an unpadded convolution or a linear layer goes into it: a batch
 * norm goes whole, a group norm leaves its normalisation. (With padding the shift would be missing at the
 * border, where zeros are read.)
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

/**
 * PoolFormer's mixer of a group norm: the mean of a window without padding's zeros leaves a shift as it is
 * and commutes with a channel factor, so pool(n) - n = weight * (pool(n') - n') with n' not yet affine.
 */
export const foldPoolDifference: Rule = {
  name: 'fold-pool-difference',
  apply(node, view) {
    const parts = poolDifference(node, view);
    if (parts === undefined) return undefined;
    const { pool, norm } = parts;
    if (norm.op !== 'group_norm' || norm.weight === undefined || view.uses(norm.id) !== 2) return undefined;
    const { weight, bias: _, ...normOnly } = norm;
    return {
      first: [
        () => ({ operation: normOnly, name: norm.name, shape: norm.shape }),
        (ids) => ({ operation: { ...pool, input: ids[0] as ValueId }, name: pool.name, shape: pool.shape }),
        (ids) => ({
          operation: {
            op: 'sum',
            terms: [
              { value: ids[1] as ValueId, sign: 1 },
              { value: ids[0] as ValueId, sign: -1 },
            ],
          },
          name: node.name,
          shape: node.shape,
        }),
      ],
      last: (ids) => ({
        operation: { op: 'scale', input: ids[2] as ValueId, weight },
        name: `${node.name}.norm_weight`,
      }),
    };
  },
};

/** A sum that is an average pooling minus what it pooled. */
function poolDifference(
  node: Node,
  view: View,
): { pool: Extract<Node, { op: 'average_pool' }>; norm: Node } | undefined {
  if (node.op !== 'sum' || node.terms.length !== 2) return undefined;
  const [plus, minus] = [...node.terms].sort((a, b) => b.sign - a.sign);
  if (plus?.sign !== 1 || minus?.sign !== -1) return undefined;
  const pool = view.node(plus.value);
  if (pool.op !== 'average_pool' || pool.countPadding || pool.input !== minus.value) return undefined;
  return view.uses(pool.id) === 1 ? { pool, norm: view.node(minus.value) } : undefined;
}

function withoutAffine(
  norm: Extract<Node, { op: 'group_norm' }>,
  then: (id: ValueId) => { operation: Extract<Node, { op: 'conv' | 'linear' }>; name: string },
): Replacement {
  const { weight: _, bias: __, ...normOnly } = norm;
  return {
    first: [() => ({ operation: normOnly, name: norm.name, shape: norm.shape })],
    last: ([id]) => then(id as ValueId),
  };
}

/** The layer that first multiplies its input channels by `factor` and adds `shift`. */
function absorbing<Layer extends Extract<Node, { op: 'conv' | 'linear' }>>(
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
