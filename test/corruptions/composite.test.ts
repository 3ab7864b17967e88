import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applySteps, constantsAt, isPlain, parseSteps, stepsName } from '../../corruptions/composite.ts';
import type { Severity } from '../../corruptions/index.ts';
import { keyedRandom } from '../../corruptions/primitives/keyed.ts';
import { corruptions, findCorruption } from '../../corruptions/registry.ts';
import { photo } from './photos.ts';

describe('constantsAt', () => {
  it('returns the table at integer severities and values between its neighbours elsewhere', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...corruptions),
        fc.double({ min: 1, max: 5, noNaN: true }),
        (corruption, severity) => {
          const low = corruption.severities[Math.floor(severity) - 1]!;
          const high = corruption.severities[Math.ceil(severity) - 1]!;
          constantsAt(corruption, severity).forEach((constant, i) => {
            expect(constant).toBeGreaterThanOrEqual(Math.min(low[i]!, high[i]!));
            expect(constant).toBeLessThanOrEqual(Math.max(low[i]!, high[i]!));
          });
        },
      ),
    );
    expect(constantsAt(findCorruption('contrast'), 2)).toEqual([0.3]);
    expect(constantsAt(findCorruption('contrast'), 2.5)[0]).toBeCloseTo(0.25, 12);
  });

  it.each([0, 0.99, 5.01, 6, Number.NaN])('refuses %d', (severity) => {
    expect(() => constantsAt(findCorruption('contrast'), severity)).toThrow(
      'a severity is a number from 1 to 5',
    );
  });
});

describe('parseSteps', () => {
  it('parses chains, and gives steps without a severity the default one', () => {
    expect(parseSteps('mosaic:3+contrast:2')).toEqual([
      { corruption: 'mosaic', severity: 3 },
      { corruption: 'contrast', severity: 2 },
    ]);
    expect(parseSteps('mosaic + contrast:2.5', 4)).toEqual([
      { corruption: 'mosaic', severity: 4 },
      { corruption: 'contrast', severity: 2.5 },
    ]);
    expect(stepsName(parseSteps('mosaic:1+contrast:2.5'))).toBe('mosaic:1+contrast:2.5');
  });

  it.each([
    ['mosaik:3', 'unknown corruption "mosaik"; known are gaussian_noise, '],
    ['mosaic:0', 'mosaic: a severity is a number from 1 to 5, not "0"'],
    ['mosaic:x', 'mosaic: a severity is a number from 1 to 5, not "x"'],
    ['mosaic:', 'mosaic: a severity is a number from 1 to 5, not ""'],
    ['mosaic', '"mosaic" is not a step: write mosaic:3'],
    ['mosaic:3:4', '"mosaic:3:4" is not a step: write mosaic:3'],
    ['mosaic:3+', 'unknown corruption ""'],
  ])('refuses %s', (text, message) => {
    expect(() => parseSteps(text)).toThrow(message);
  });
});

describe('applySteps', () => {
  it('gives the same image as the corruption alone for a single step', async () => {
    const image = await photo('coffee.png', 48);
    for (const severity of [1, 3, 5] as const satisfies Severity[]) {
      const alone = findCorruption('mosaic').apply(
        image,
        severity,
        keyedRandom(4, 'a/b.png', 'mosaic', severity),
      );
      expect(applySteps(image, [{ corruption: 'mosaic', severity }], 4, 'a/b.png').data).toEqual(alone.data);
    }
  });

  it('applies a chain from left to right', async () => {
    const image = await photo('coffee.png', 48);
    const [first, second] = parseSteps('mosaic:2+contrast:1.5');
    const between = applySteps(image, [first!], 1, 'key');
    expect(applySteps(image, [first!, second!], 1, 'key').data).toEqual(
      applySteps(between, [second!], 1, 'key').data,
    );
    expect(applySteps(image, [second!, first!], 1, 'key').data).not.toEqual(
      applySteps(image, [first!, second!], 1, 'key').data,
    );
  });

  it('draws new random numbers for a corruption that occurs again', async () => {
    const image = await photo('coffee.png', 48);
    const step = { corruption: 'pointillism', severity: 3 };
    const once = applySteps(image, [step], 1, 'key');
    const sameNumbers = findCorruption('pointillism').apply(once, 3, keyedRandom(1, 'key', 'pointillism', 3));
    expect(applySteps(image, [step, step], 1, 'key').data).not.toEqual(sameNumbers.data);
  });

  it('tells what is not ImageNet-C', () => {
    expect(isPlain(parseSteps('contrast:3'))).toBe(true);
    expect(isPlain(parseSteps('contrast:2.5'))).toBe(false);
    expect(isPlain(parseSteps('contrast:3+mosaic:2'))).toBe(false);
  });
});
