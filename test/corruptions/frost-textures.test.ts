import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Image } from '../../corruptions/index.ts';
import { enlargeCubic } from '../../corruptions/primitives/textures/enlarge.ts';
import { frostTextures, proceduralFrost } from '../../corruptions/primitives/textures/index.ts';
import { autocorrelation, cropOf, gradient, laplacian, lumaOf, spectralSlope } from './luma.ts';

interface Reference {
  width: number;
  height: number;
  mean_rgb: number[];
  sd_rgb: number[];
  luma_percentiles_1_5_25_50_75_95_99: number[];
  corr_rg_rb_gb: number[];
  crop224: {
    sd_rgb_mean: number[];
    spectral_slope_power_mean: number;
    mean_abs_laplacian_luma_mean: number;
    mean_gradient_luma_mean: number;
    autocorr_luma_lag_1_4_16_64: number[];
  };
}

// Measured on the reference's textures, which are not part of this repository.
const references: Record<string, Reference> = JSON.parse(
  readFileSync(new URL('../fixtures/corruptions/frost-textures.json', import.meta.url), 'utf8'),
).textures;

const frost = proceduralFrost();

describe.each(Object.keys(references).map((name, index) => [name, index] as const))('%s', (name, index) => {
  const reference = references[name]!;
  let texture: Image;
  beforeAll(() => {
    texture = frost.texture(index);
  });

  it('has the size, and the mean and spread of every channel', () => {
    expect([texture.width, texture.height]).toEqual([reference.width, reference.height]);
    for (const channel of [0, 1, 2]) {
      const { mean, sd } = moments(channelOf(texture, channel));
      expect(mean).toBeCloseTo(reference.mean_rgb[channel]!, 0);
      expect(Math.abs(sd / reference.sd_rgb[channel]! - 1)).toBeLessThan(0.04);
    }
  });

  it('has the distribution of luma', () => {
    const sorted = lumaOf(texture).sort();
    [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99].forEach((share, i) => {
      const level = sorted[Math.floor(share * (sorted.length - 1))]!;
      expect(Math.abs(level - reference.luma_percentiles_1_5_25_50_75_95_99[i]!)).toBeLessThan(5);
    });
  });

  it('has the correlations of the channels', () => {
    const [red, green, blue] = [0, 1, 2].map((channel) => channelOf(texture, channel)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const found = [correlation(red, green), correlation(red, blue), correlation(green, blue)];
    found.forEach((value, i) => {
      expect(Math.abs(value - reference.corr_rg_rb_gb[i]!)).toBeLessThan(0.03);
    });
  });

  it('has the spectrum, the crystals and the contrast of 224×224 crops', () => {
    const luma = lumaOf(texture);
    const places = [0, 0.5, 1].flatMap((x) => [0.1, 0.9].map((y) => [x, y] as const));
    const crops = places.map(([x, y]) =>
      cropOf(
        luma,
        texture.width,
        Math.floor(x * (texture.width - 224)),
        Math.floor(y * (texture.height - 224)),
      ),
    );
    const mean = (measure: (crop: Float64Array) => number) =>
      crops.reduce((sum, crop) => sum + measure(crop), 0) / crops.length;
    const { crop224 } = reference;
    expect(Math.abs(mean(spectralSlope) - crop224.spectral_slope_power_mean)).toBeLessThan(0.12);
    expect(Math.abs(mean(laplacian) / crop224.mean_abs_laplacian_luma_mean - 1)).toBeLessThan(0.12);
    expect(Math.abs(mean(gradient) / crop224.mean_gradient_luma_mean - 1)).toBeLessThan(0.12);
    const green = mean((crop) => moments(crop).sd);
    expect(Math.abs(green / crop224.sd_rgb_mean[1]! - 1)).toBeLessThan(0.2);
    [1, 4, 16, 64].forEach((lag, i) => {
      const found = mean((crop) => autocorrelation(crop, lag));
      expect(Math.abs(found - crop224.autocorr_luma_lag_1_4_16_64[i]!)).toBeLessThan(0.12);
    });
  });
});

describe('frost textures', () => {
  it('are the same every time, and cached', () => {
    expect(proceduralFrost().texture(3).data).toEqual(frost.texture(3).data);
    expect(frost.texture(3)).toBe(frost.texture(3));
    expect(frost.texture(1).data).not.toEqual(frost.texture(2).data);
  });

  it('cover an image at 1.1 times the size needed', () => {
    const textures = frostTextures([{ width: 10, height: 20, data: new Uint8Array(600).fill(7) }]);
    const size = (cover: { width: number; height: number }) => {
      const { width, height, data } = textures.texture(0, cover);
      expect(data.every((value) => value === 7)).toBe(true);
      return [width, height];
    };
    expect(size({ width: 1, height: 1 })).toEqual([11, 22]);
    expect(size({ width: 30, height: 20 })).toEqual([33, 66]);
    expect(size({ width: 7, height: 41 })).toEqual([Math.ceil(10 * 1.1 * 2.05), Math.ceil(20 * 1.1 * 2.05)]);
    expect(textures.texture(0, { width: 30, height: 20 })).toBe(
      textures.texture(0, { width: 30, height: 20 }),
    );
  });

  it('refuse an unknown index and an empty list', () => {
    expect(() => frost.texture(5)).toThrow('texture 5 does not exist; the last one is 4');
    expect(() => frostTextures([])).toThrow('the list of pictures is empty');
  });
});

describe('enlargeCubic', () => {
  it('follows the kernel of a = -0.75, as computed by hand', () => {
    // A step from 0 to 100 enlarged twice: weights of the quarter positions, borders replicated.
    const data = Uint8Array.from([0, 0, 100, 100].flatMap((level) => [level, level, level]));
    const { data: out } = enlargeCubic({ width: 4, height: 1, data }, 8, 1);
    const red = Array.from({ length: 8 }, (_, i) => out[3 * i]);
    // At +0.25 before the step: w(0.75) + w(1.75) of the two bright ones = 0.26171875 - 0.03515625.
    expect(red).toEqual([0, 0, 0, 23, 77, 111, 104, 100]);
  });

  it('keeps the picture at its own size', () => {
    const data = Uint8Array.from({ length: 60 }, (_, i) => (i * 37) % 256);
    expect([...enlargeCubic({ width: 5, height: 4, data }, 5, 4).data]).toEqual([...data]);
  });
});

function channelOf({ data }: Image, channel: number): Float64Array {
  return Float64Array.from({ length: data.length / 3 }, (_, i) => data[3 * i + channel]!);
}

function moments(values: Float64Array): { mean: number; sd: number } {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, sd: Math.sqrt(squares / values.length) };
}

function correlation(a: Float64Array, b: Float64Array): number {
  const [ma, mb] = [moments(a), moments(b)];
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - ma.mean) * (b[i]! - mb.mean);
  return sum / a.length / (ma.sd * mb.sd);
}
