import { expect, test } from 'vitest';
import { seededRandom, shuffled } from '../../../src/stats/index.ts';
import { type ImageSet, textureSet } from '../../../src/train/data.ts';
import { accuracy } from '../../../src/train/evaluate.ts';

/** TRAIN_IMAGES=8000 fits as many images as the shipped models saw, as `npm run verify -- textures` does. */
const IMAGES = Number(process.env.TRAIN_IMAGES ?? 600);

test('a linear classifier on the pixels cannot separate the classes, which are shapes and not colours', () => {
  const train = textureSet('train', IMAGES, 32);
  const test = textureSet('test', Math.min(2000, IMAGES), 32);
  const weights = softmaxRegression(train, 12);
  const [own, others] = [train, test].map((set) => accuracy(guesses(set, weights), set.labels)) as [
    number,
    number,
  ];
  // It classifies its training images better than chance, but does not generalise.
  expect(own).toBeGreaterThan(0.2);
  expect(others).toBeLessThan(0.2);
  console.log(
    `linear classifier on ${IMAGES} images: ${(100 * own).toFixed(1)} % of these, ${(100 * others).toFixed(1)} % of ${test.count} others`,
  );
}, 600_000);

/** Weights [10, pixels + 1] by stochastic gradient descent on the cross entropy, pixels as -1 to 1. */
function softmaxRegression(set: ImageSet, epochs: number): Float64Array {
  const inputs = 3 * set.size ** 2;
  const weights = new Float64Array(10 * (inputs + 1));
  const indices = Array.from({ length: set.count }, (_, i) => i);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const rate = (2e-3 * (epochs - epoch)) / epochs;
    for (const image of shuffled(indices, seededRandom(`linear/${epoch}`))) {
      const logits = scores(set, image, weights);
      const top = Math.max(...logits);
      const exponentials = logits.map((logit) => Math.exp(logit - top));
      const total = exponentials.reduce((sum, value) => sum + value, 0);
      for (let c = 0; c < 10; c++) {
        const step = rate * ((c === set.labels[image] ? 1 : 0) - exponentials[c]! / total);
        const [row, pixels] = [c * (inputs + 1), image * inputs];
        for (let k = 0; k < inputs; k++) weights[row + k]! += step * (set.pixels[pixels + k]! / 127.5 - 1);
        weights[row + inputs]! += step;
      }
    }
  }
  return weights;
}

function guesses(set: ImageSet, weights: Float64Array): Uint8Array {
  return Uint8Array.from({ length: set.count }, (_, image) => {
    const logits = scores(set, image, weights);
    return logits.indexOf(Math.max(...logits));
  });
}

function scores(set: ImageSet, image: number, weights: Float64Array): number[] {
  const inputs = 3 * set.size ** 2;
  return Array.from({ length: 10 }, (_, c) => {
    const [row, pixels] = [c * (inputs + 1), image * inputs];
    let sum = weights[row + inputs]!;
    for (let k = 0; k < inputs; k++) sum += weights[row + k]! * (set.pixels[pixels + k]! / 127.5 - 1);
    return sum;
  });
}
