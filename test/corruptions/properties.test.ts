import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  corruptionGroups,
  corruptions,
  createWorkspace,
  findCorruption,
  type Image,
  keyedRandom,
  proceduralFrost,
  type Severity,
  selectCorruptions,
  UnknownCorruptionError,
  type Variant,
} from '../../corruptions/index.ts';
import { differenceOf, readPicture } from './pictures.ts';

const workspace = createWorkspace();
const frost = proceduralFrost();
const nineteen = corruptions.filter(({ group }) => group !== 'rendition');

/** Corruptions whose mean damage grows with severity in the reference too; fog, for example, is as thick at 3 as at 4. */
const MONOTONE = nineteen.filter(
  ({ name }) =>
    !['saturate', 'elastic_transform', 'glass_blur', 'spatter', 'snow', 'frost', 'fog'].includes(name),
);

const severities = fc.constantFrom<Severity>(1, 2, 3, 4, 5);
const variants = fc.constantFrom<Variant>('imagenet-c', 'any-size');
const sizes = fc.oneof(
  fc.record({ width: fc.integer({ min: 1, max: 48 }), height: fc.integer({ min: 1, max: 48 }) }),
  fc.constantFrom(
    { width: 1, height: 1 },
    { width: 2000, height: 3 },
    { width: 3, height: 2000 },
    { width: 32, height: 32 },
    { width: 225, height: 223 },
  ),
);
const fills = fc.constantFrom('noise', 'black', 'white', 'grey', 'ramp');

function sameBytes(a: Image['data'], b: Image['data']): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

function picture({ width, height }: { width: number; height: number }, fill: string, seed: number): Image {
  const random = keyedRandom(seed, '', 'picture', 1);
  const level = (i: number): number => {
    switch (fill) {
      case 'noise':
        return random.integer(0, 256);
      case 'ramp':
        return i % 256;
      default:
        return { black: 0, white: 255, grey: 119 }[fill]!;
    }
  };
  return { width, height, data: Uint8Array.from({ length: 3 * width * height }, (_, i) => level(i)) };
}

describe.each(nineteen)('$name', ({ name, apply, random: isRandom }) => {
  const at = (image: Image, severity: Severity, key: string, variant: Variant) =>
    apply(image, severity, keyedRandom(1, key, name, severity), { workspace, variant, frost });

  it('returns an image of the same size at any size, leaves its input alone, and repeats for the same key', () => {
    fc.assert(
      fc.property(sizes, fills, severities, variants, fc.nat(), (size, fill, severity, variant, seed) => {
        const image = picture(size, fill, seed);
        const before = image.data.slice();
        const out = at(image, severity, 'a', variant);
        expect([out.width, out.height, out.data.length]).toEqual([size.width, size.height, before.length]);
        expect(sameBytes(image.data, before)).toBe(true);
        expect(out.data).not.toBe(image.data);
        expect(sameBytes(at(image, severity, 'a', variant).data, out.data)).toBe(true);
      }),
      { numRuns: 12 },
    );
  });

  it(isRandom ? 'differs for another key' : 'does not depend on the key', async () => {
    const image = await readPicture('images/coffee_131x97.png');
    for (const variant of ['imagenet-c', 'any-size'] as const) {
      const same = sameBytes(at(image, 3, 'a', variant).data, at(image, 3, 'b', variant).data);
      expect(same).toBe(!isRandom);
    }
  });

  it('refuses invalid severities, sizes and data, and names itself', () => {
    const image = picture({ width: 2, height: 2 }, 'grey', 0);
    for (const severity of [0, 6, 2.5, Number.NaN])
      expect(() => at(image, severity as Severity, '', 'any-size')).toThrow(new RegExp(`^${name}: severity`));
    expect(() => at({ ...image, width: 0 }, 1, '', 'any-size')).toThrow(`${name}: an image of 0×2 pixels`);
    expect(() => at({ ...image, width: 3 }, 1, '', 'any-size')).toThrow(`${name}: 3×2 RGB needs 18 samples`);
  });
});

it.each(MONOTONE)('$name does more damage at every severity', async ({ name, apply }) => {
  for (const file of ['astronaut', 'coffee']) {
    const image = await readPicture(`images/${file}.png`);
    const damage = ([1, 2, 3, 4, 5] as const).map((severity) => {
      const draws = Array.from({ length: 8 }, (_, i) =>
        apply(image, severity, keyedRandom(2, `${i}`, name, severity), { workspace, frost }),
      );
      return draws.reduce((sum, out) => sum + differenceOf(image, out).mean_abs, 0) / draws.length;
    });
    expect(damage, `${file} ${damage.map((value) => value.toFixed(1))}`).toEqual(
      [...damage].sort((a, b) => a - b),
    );
  }
});

it('damage from interpolated constants lies between that of their neighbours', async () => {
  const image = await readPicture('images/coffee.png');
  const { applyConstants } = findCorruption('gaussian_noise');
  const damage = [0.12, 0.15, 0.18].map(
    (sigma) => differenceOf(image, applyConstants(image, [sigma], keyedRandom(1, '', 'x', 1))).mean_abs,
  );
  expect(damage[0]).toBeLessThan(damage[1]!);
  expect(damage[1]).toBeLessThan(damage[2]!);
});

describe('the registry', () => {
  it('has the nineteen under their published names, ImageNet-C in the order of the paper', () => {
    expect(selectCorruptions('imagenet-c').map(({ name }) => name)).toEqual([
      'gaussian_noise',
      'shot_noise',
      'impulse_noise',
      'defocus_blur',
      'glass_blur',
      'motion_blur',
      'zoom_blur',
      'snow',
      'frost',
      'fog',
      'brightness',
      'contrast',
      'elastic_transform',
      'pixelate',
      'jpeg_compression',
    ]);
    expect(selectCorruptions('extra').map(({ name }) => name)).toEqual([
      'speckle_noise',
      'gaussian_blur',
      'spatter',
      'saturate',
    ]);
  });

  it('selects by name, group and list, each once', () => {
    expect(selectCorruptions('fog').map(({ name }) => name)).toEqual(['fog']);
    expect(selectCorruptions('noise,gaussian_noise, fog').map(({ name }) => name)).toEqual([
      'gaussian_noise',
      'shot_noise',
      'impulse_noise',
      'fog',
    ]);
    expect(selectCorruptions('all')).toEqual(corruptions);
  });

  it('refuses an unknown name with an error that carries the known ones', () => {
    const thrown = (action: () => unknown) => {
      try {
        return action();
      } catch (error) {
        return error as UnknownCorruptionError;
      }
    };
    const names = corruptions.map(({ name }) => name);
    const single = thrown(() => findCorruption('weather')) as UnknownCorruptionError;
    expect(single).toBeInstanceOf(UnknownCorruptionError);
    expect(single).toBeInstanceOf(RangeError);
    expect(single.message).toMatch(/^unknown corruption "weather"; known are gaussian_noise, /);
    expect([single.given, single.known]).toEqual(['weather', names]);
    const several = thrown(() => selectCorruptions('fog, fgo')) as UnknownCorruptionError;
    expect([several.given, several.known]).toEqual(['fgo', [...names, ...corruptionGroups()]]);
  });
});
