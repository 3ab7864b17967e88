import type { ValueId } from '../../operators/index.ts';
import type { Node, NodeOf } from '../types.ts';
import type { Rule, View } from './rewriter.ts';

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
function poolDifference(node: Node, view: View): { pool: NodeOf<'average_pool'>; norm: Node } | undefined {
  if (node.op !== 'sum' || node.terms.length !== 2) return undefined;
  const [plus, minus] = [...node.terms].sort((a, b) => b.sign - a.sign);
  if (plus?.sign !== 1 || minus?.sign !== -1) return undefined;
  const pool = view.node(plus.value);
  if (pool.op !== 'average_pool' || pool.countPadding || pool.input !== minus.value) return undefined;
  return view.uses(pool.id) === 1 ? { pool, norm: view.node(minus.value) } : undefined;
}
