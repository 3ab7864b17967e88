import fc from 'fast-check';
import { expect, it } from 'vitest';
import { scoreLogits } from '../../../src/accuracy/evaluation/score.ts';

it('a worked example: logits ln 1, ln 2, ln 5', () => {
  const logits = Float32Array.of(Math.log(1), Math.log(2), Math.log(5));
  const score = scoreLogits(logits, [1]);
  expect(score.top5).toEqual([2, 1, 0]);
  expect([score.correct, score.correct5]).toEqual([false, true]);
  expect(score.confidence).toBeCloseTo(5 / 8, 6);
  expect(score.logitMargin).toBeCloseTo(Math.log(5 / 2), 6);
  expect(score.nll).toBeCloseTo(-Math.log(2 / 8), 6);
  // (1/8)² + (2/8 - 1)² + (5/8)²
  expect(score.brier).toBeCloseTo((1 + 36 + 25) / 64, 6);
});

it('any of several accepted classes is correct, and the most likely one is scored', () => {
  const logits = Float32Array.of(0, 3, 1, 2);
  expect(scoreLogits(logits, [2, 3]).correct).toBe(false);
  expect(scoreLogits(logits, [0, 1]).correct).toBe(true);
  expect(scoreLogits(logits, [2, 3]).nll).toBe(scoreLogits(logits, [3]).nll);
});

it('a subset is selected before anything is computed', () => {
  const logits = Float32Array.of(9, 0, 8, 0, 1);
  const score = scoreLogits(logits, [4], [1, 3, 4]);
  expect(score.top5).toEqual([4, 1, 3]);
  expect(score.correct).toBe(true);
  expect(score.confidence).toBeCloseTo(Math.E / (Math.E + 2), 6);
  expect(() => scoreLogits(logits, [0], [1, 3, 4])).toThrow(/label 0 is not one of the 3 classes/);
  expect(() => scoreLogits(logits, [7])).toThrow(/label 7 is not one of the 5 classes/);
});

it('of equal logits the lower index comes first', () => {
  expect(scoreLogits(Float32Array.of(1, 2, 2, 2, 1, 2, 2), [0]).top5).toEqual([1, 2, 3, 5, 6]);
});

it('agrees with a plain softmax over all classes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.float({ min: -20, max: 20, noNaN: true }), { minLength: 6, maxLength: 40 }),
      fc.nat(5),
      (values, label) => {
        const logits = Float32Array.from(values);
        const exps = [...logits].map(Math.exp);
        const total = exps.reduce((a, b) => a + b);
        const p = exps.map((e) => e / total);
        const score = scoreLogits(logits, [label]);
        const order = p.map((_, i) => i).sort((a, b) => logits[b]! - logits[a]! || a - b);
        expect(score.top5).toEqual(order.slice(0, 5));
        expect(score.confidence).toBeCloseTo(Math.max(...p), 9);
        expect(score.nll).toBeCloseTo(-Math.log(p[label]!), 6);
        expect(score.brier).toBeCloseTo(
          p.reduce((sum, v, i) => sum + (v - (i === label ? 1 : 0)) ** 2, 0),
          9,
        );
      },
    ),
  );
});

it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  'logits with %s have no best class',
  (odd) => {
    expect(() => scoreLogits(Float32Array.of(1, odd, 2), [0])).toThrow(`the logit of class 1 is ${odd}`);
    expect(() => scoreLogits(Float32Array.of(odd, odd, odd), [0], [0, 2])).toThrow('the logit of class 0');
  },
);
