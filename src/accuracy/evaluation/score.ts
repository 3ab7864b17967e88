import type { Scores } from '../predictions/index.ts';

/**
 * Scores the logits of one image.
 * @param logits one per class of the model
 * @param labels accepted classes, at least one
 * @param subset classes that predictions are limited to, ascending; all of them if absent. Scores are computed after the
 *   selection, as in the protocols of ImageNet-A and -R.
 * @throws RangeError for a label that is not among the classes, and for a logit that is not finite, since no order of
 *   the classes follows from NaN or two infinities
 */
export function scoreLogits(
  logits: Float32Array,
  labels: readonly number[],
  subset?: readonly number[],
): Scores {
  const odd = logits.findIndex((logit) => !Number.isFinite(logit));
  if (odd >= 0) throw new RangeError(`the logit of class ${odd} is ${logits[odd]}`);
  const classes = subset ?? logits.keys();
  const best = bestFive(logits, classes);
  const [first, second] = best;
  if (first === undefined) throw new RangeError('no logits');
  let sum = 0;
  let squares = 0;
  for (const index of subset ?? logits.keys()) {
    const term = Math.exp(logits[index]! - logits[first]!);
    sum += term;
    squares += term * term;
  }
  const target = labels.reduce((a, b) => (logits[b]! > logits[a]! ? b : a));
  if (target >= logits.length || (subset && !subset.includes(target))) {
    throw new RangeError(`label ${target} is not one of the ${subset?.length ?? logits.length} classes`);
  }
  const logProbability = logits[target]! - logits[first]! - Math.log(sum);
  return {
    top5: best,
    correct: labels.includes(first),
    correct5: best.some((index) => labels.includes(index)),
    confidence: 1 / sum,
    logitMargin: second === undefined ? Number.POSITIVE_INFINITY : logits[first]! - logits[second]!,
    nll: -logProbability,
    brier: squares / (sum * sum) - 2 * Math.exp(logProbability) + 1,
  };
}

/** Finds the indices of the five largest logits, largest first; among equal ones the lower index comes first. */
function bestFive(logits: Float32Array, classes: Iterable<number>): number[] {
  const best: number[] = [];
  for (const index of classes) {
    const value = logits[index]!;
    if (best.length === 5 && !(value > logits[best[4]!]!)) continue;
    let at = Math.min(best.length, 4);
    while (at > 0 && value > logits[best[at - 1]!]!) {
      best[at] = best[at - 1]!;
      at--;
    }
    best[at] = index;
  }
  return best;
}
