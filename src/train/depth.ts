import { type Graph, type NodeOf, operandsOf, type ValueId } from '../backbones/graph/index.ts';
import { seededRandom } from '../stats/index.ts';

/** A residual branch: the term of a sum that is computed from the other term. */
export interface ResidualBranch {
  readonly node: ValueId;
  readonly term: number;
}

/**
 * Finds the branches that stochastic depth may drop (Huang et al., arXiv 1603.09382): in sums of two terms, a term
 * that is computed from the other through an activation, attention or pooling. The linear branches of RepMixer and
 * RepCPE are never dropped, as in timm.
 */
export function residualBranches(graph: Graph): ResidualBranch[] {
  const above = ancestors(graph);
  return graph.nodes.flatMap((node) => {
    if (node.op !== 'sum' || node.terms.length !== 2 || node.terms.some((term) => term.sign < 0)) return [];
    const [a, b] = node.terms as NodeOf<'sum'>['terms'] & [{ value: number }, { value: number }];
    const term = above(b.value).has(a.value) ? 1 : above(a.value).has(b.value) ? 0 : undefined;
    if (term === undefined) return [];
    const [branch, skip] = term === 1 ? [b.value, a.value] : [a.value, b.value];
    return isNonlinear(graph, branch, skip, above) ? [{ node: node.id, term }] : [];
  });
}

/**
 * Draws the factors of one step, [branches, batch]: 0 for a dropped image, 1 / (1 - rate) for a kept one. The rate
 * increases linearly from 0 at the first branch to `rate` at the last.
 */
export function depthFactors(branches: number, batch: number, rate: number, key: string): Float32Array {
  const uniform = seededRandom(key);
  const factors = new Float32Array(branches * batch);
  for (let i = 0; i < factors.length; i++) {
    const drop = branches === 1 ? rate : (rate * Math.floor(i / batch)) / (branches - 1);
    factors[i] = uniform() < drop ? 0 : 1 / (1 - drop);
  }
  return factors;
}

/** Returns a function that lists every value that a value is computed from, without itself. */
function ancestors(graph: Graph): (id: ValueId) => ReadonlySet<ValueId> {
  const all = new Map<ValueId, Set<ValueId>>();
  for (const node of graph.nodes) {
    const set = new Set<ValueId>();
    for (const id of operandsOf(node)) {
      set.add(id);
      for (const further of all.get(id) as Set<ValueId>) set.add(further);
    }
    all.set(node.id, set);
  }
  return (id) => all.get(id) as Set<ValueId>;
}

function isNonlinear(
  graph: Graph,
  branch: ValueId,
  skip: ValueId,
  above: (id: ValueId) => ReadonlySet<ValueId>,
): boolean {
  return graph.nodes.some((node) => {
    if (node.op !== 'activation' && node.op !== 'attention' && node.op !== 'average_pool') return false;
    return (node.id === branch || above(branch).has(node.id)) && above(node.id).has(skip);
  });
}
