import { describe, expect, it } from 'vitest';
import {
  ALEXNET_CLEAN_ERROR,
  ALEXNET_ERRORS,
  MEAN_CORRUPTIONS,
} from '../../../src/accuracy/metrics/alexnet.ts';
import { corruptionError, hasFifteen } from '../../../src/accuracy/metrics/corruption-error.ts';
import { mce, mceWeight, relativeMce, relativeMceWeight } from '../../../src/accuracy/metrics/mce.ts';
import { openDatabase } from '../../../src/accuracy/predictions/index.ts';

/** ResNet-50 in table 1 of arXiv 1903.12261: CE in percent, rounded; its mCE there is 76.7. */
const RESNET50 = {
  gaussian_noise: 80,
  shot_noise: 82,
  impulse_noise: 83,
  defocus_blur: 75,
  glass_blur: 89,
  motion_blur: 78,
  zoom_blur: 80,
  snow: 78,
  frost: 75,
  fog: 66,
  brightness: 57,
  contrast: 71,
  elastic_transform: 85,
  pixelate: 77,
  jpeg_compression: 77,
};

/** Makes errors by severity with the given CE, in AlexNet's proportions. */
const errorsOf = (ce: Readonly<Record<string, number>>) =>
  Object.fromEntries(
    Object.entries(ce).map(([name, percent]) => [
      name,
      Object.fromEntries(
        ALEXNET_ERRORS[name]!.bySeverity.map((error, i) => [i + 1, (error * percent) / 100]),
      ),
    ]),
  );

type Errors = ReturnType<typeof errorsOf>;

/** Sums errors with the weights that the product uses for single mistakes. */
const weighted = (errors: Errors, weight: (name: string) => number, clean = 0) =>
  MEAN_CORRUPTIONS.flatMap((name) =>
    Object.values(errors[name]!).map((error) => weight(name) * (error - clean)),
  ).reduce((a, b) => a + b);
const meanCorruptionError = (errors: Errors) => weighted(errors, mceWeight);
const relativeMeanCorruptionError = (errors: Errors, clean: number) =>
  weighted(errors, relativeMceWeight, clean);

describe('mean corruption error', () => {
  it("of ResNet-50's published errors is 76.7, within the rounding of the fifteen", () => {
    const mce = 100 * meanCorruptionError(errorsOf(RESNET50));
    expect(mce).toBeCloseTo(76.8667, 3);
    expect(Math.abs(mce - 76.7)).toBeLessThan(0.5);
    expect(100 * relativeMeanCorruptionError(errorsOf(RESNET50), 0.239)).toBeCloseTo(105.357, 2);
  });

  it('of AlexNet is 1, by construction', () => {
    const own = errorsOf(Object.fromEntries(MEAN_CORRUPTIONS.map((name) => [name, 100])));
    expect(meanCorruptionError(own)).toBeCloseTo(1, 12);
    expect(relativeMeanCorruptionError(own, ALEXNET_CLEAN_ERROR)).toBeCloseTo(1, 12);
  });

  it('takes the denominator by name, whatever the order of the errors', () => {
    const reversed = Object.fromEntries(Object.entries(errorsOf(RESNET50)).reverse());
    expect(meanCorruptionError(reversed)).toBeCloseTo(meanCorruptionError(errorsOf(RESNET50)), 14);
  });

  it('needs all fifteen at all severities; the four extra ones never count', () => {
    const { fog, ...others } = errorsOf(RESNET50);
    expect(hasFifteen(others)).toBe(false);
    expect(hasFifteen({ ...others, fog: { 1: 0.5 } })).toBe(false);
    const extra = errorsOf({ saturate: 500, spatter: 500, gaussian_blur: 500, speckle_noise: 500 });
    expect(hasFifteen({ ...others, fog: fog!, ...extra })).toBe(true);
    expect(meanCorruptionError({ ...others, fog: fog!, ...extra })).toBeCloseTo(0.768667, 5);
    expect(MEAN_CORRUPTIONS.length).toBe(15);
  });

  it('is summed in SQL with these weights, over the fifteen alone', async () => {
    const database = await openDatabase();
    const mistakes = "(VALUES ('fog', 1, 0), ('fog', 0, 1), ('snow', 1, 1), ('saturate', 1, 0))";
    const [row] = await database.all(
      `SELECT ${mce.value} AS mce, ${relativeMce.value} AS relative FROM ${mistakes} AS t(corruption, wrong, clean_wrong)`,
    );
    database.close();
    expect(row!.mce).toBeCloseTo(mceWeight('fog') + mceWeight('snow'), 14);
    // Of the three images, one got worse under fog, one got better, and one was wrong before.
    expect(row!.relative).toBeCloseTo(0, 14);
  });

  it('is a ratio of sums, not a mean of ratios', () => {
    // Errors 0.2 and 0.6 against AlexNet's 0.67474 and 0.7605 for fog at 1 and 2.
    expect(corruptionError('fog', { 1: 0.2, 2: 0.6 })).toBeCloseTo(0.8 / (0.67474 + 0.7605), 12);
    expect(corruptionError('ripple', { 1: 0.2 })).toBeUndefined();
  });
});
