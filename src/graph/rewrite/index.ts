import type { Graph } from '../types.ts';
import { foldNorm } from './fold-norm.ts';
import { mergeBranches } from './merge-branches.ts';
import { rewrite } from './rewriter.ts';

export { foldNorm } from './fold-norm.ts';
export { foldScale } from './fold-scale.ts';
export { mergeBranches } from './merge-branches.ts';
export { type Replacement, type Rule, rewrite, type Step, type View } from './rewriter.ts';

/**
 * The inference form of a training form: linear branches become one convolution, batch norms go into the
 * convolution before them (FastViT, section 3.2 of arXiv 2303.14189; MobileOne, arXiv 2206.04040). The
 * function is the same up to one rounding of each fused tensor.
 */
export function reparameterize(graph: Graph): Graph {
  return rewrite(graph, [foldNorm, mergeBranches]);
}
