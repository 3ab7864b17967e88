import type { Graph } from '../types.ts';
import { addNegative } from './add-negative.ts';
import { foldAffine } from './fold-affine.ts';
import { foldNorm } from './fold-norm.ts';
import { foldPoolDifference } from './fold-pool-difference.ts';
import { foldScale } from './fold-scale.ts';
import { joinScales } from './join-scales.ts';
import { mergeBranches } from './merge-branches.ts';
import { padChannels } from './pad-channels.ts';
import { rewrite } from './rewriter.ts';
import { scaleAsConv } from './scale-as-conv.ts';
import { spreadScale } from './spread-scale.ts';

export { foldNorm } from './fold-norm.ts';
export { foldScale } from './fold-scale.ts';
export { mergeBranches } from './merge-branches.ts';
export { type Rule, rewrite, type Step, type View } from './rewriter.ts';

/**
 * The inference form of a training form: linear branches become one convolution, batch norms go into the
 * convolution before them (FastViT, section 3.2 of arXiv 2303.14189; MobileOne, arXiv 2206.04040). The
 * function is the same up to one rounding of each fused tensor.
 */
export function reparameterize(graph: Graph): Graph {
  return rewrite(graph, [foldNorm, mergeBranches]);
}

/** Channels of one block of onnxruntime's layout on CPUs with AVX-512; a multiple of the narrower ones. */
const BLOCK = 16;

/**
 * An inference form rewritten for execution: factors, norms and biases go wherever algebra allows, and
 * what remains is in operations that onnxruntime keeps in its blocked layout. Same function up to
 * rounding; names of tensors no longer follow the checkpoint.
 */
export function optimize(graph: Graph): Graph {
  const folded = rewrite(graph, [foldScale, foldAffine, foldPoolDifference, joinScales, spreadScale]);
  const blocked = rewrite(folded, [mergeBranches, scaleAsConv, addNegative]);
  return padChannels(blocked, BLOCK);
}
