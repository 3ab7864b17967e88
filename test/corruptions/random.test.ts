import { describe, expect, it } from 'vitest';
import { keyedRandom } from '../../corruptions/primitives/keyed.ts';
import { logFactorial, poisson } from '../../corruptions/primitives/poisson.ts';

const N = 200_000;

/** Distribution function of the standard normal (Zelen and Severo 26.2.17, error below 7.5e-8). */
function normalCdf(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    (Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x > 0 ? 1 - tail : tail;
}

function normals(key: string, count = N): Float64Array {
  const out = new Float64Array(count);
  keyedRandom(1, key, 'gaussian_noise', 3).fillNormal(out);
  return out;
}

function uniforms(key: string, seed: number | string = 1, severity = 3, count = N): Float64Array {
  const out = new Float64Array(count);
  keyedRandom(seed, key, 'fog', severity).fillUniform(out);
  return out;
}

function correlation(a: Float64Array, b: Float64Array): number {
  const n = Math.min(a.length, b.length);
  let [sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    sa += a[i]!;
    sb += b[i]!;
    saa += a[i]! ** 2;
    sbb += b[i]! ** 2;
    sab += a[i]! * b[i]!;
  }
  return (n * sab - sa * sb) / Math.sqrt((n * saa - sa * sa) * (n * sbb - sb * sb));
}

/** Returns chi-squared of counts against expectations as a z-score, by the Wilson–Hilferty transform. */
function chiSquaredZ(counts: ArrayLike<number>, expected: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += (counts[i]! - expected[i]!) ** 2 / expected[i]!;
  const k = counts.length - 1;
  return (Math.cbrt(sum / k) - (1 - 2 / (9 * k))) / Math.sqrt(2 / (9 * k));
}

describe('normals', () => {
  it('have the moments of the standard normal', () => {
    const x = normals('moments', 500_000);
    const moment = (p: number) => x.reduce((sum, v) => sum + v ** p, 0) / x.length;
    // Standard errors of the sample moments are sqrt((E x^2p - (E x^p)^2) / n).
    const n = Math.sqrt(x.length);
    expect(Math.abs(moment(1))).toBeLessThan((4 * 1) / n);
    expect(Math.abs(moment(2) - 1)).toBeLessThan((4 * Math.sqrt(2)) / n);
    expect(Math.abs(moment(3))).toBeLessThan((4 * Math.sqrt(15)) / n);
    expect(Math.abs(moment(4) - 3)).toBeLessThan((4 * Math.sqrt(96)) / n);
    expect(Math.abs(moment(6) - 15)).toBeLessThan((4 * Math.sqrt(10395 - 225)) / n);
  });

  it('fill 200 bins as the distribution function predicts, including the tails beyond the ziggurat', () => {
    const x = normals('bins', 2_000_000);
    const edges = Array.from({ length: 199 }, (_, i) => -4.2 + (8.4 * (i + 0.5)) / 199);
    const counts = new Float64Array(200);
    for (const v of x) {
      let bin = Math.min(Math.max(Math.round((v + 4.2) * (199 / 8.4)), 0), 199);
      if (bin > 0 && v < edges[bin - 1]!) bin--;
      if (bin < 199 && v >= edges[bin]!) bin++;
      counts[bin]!++;
    }
    const cdf = [0, ...edges.map(normalCdf), 1];
    const expected = counts.map((_, i) => (cdf[i + 1]! - cdf[i]!) * x.length);
    expect(Math.abs(chiSquaredZ(counts, expected))).toBeLessThan(4);
    const beyond = x.filter((v) => Math.abs(v) > 3.442619855899).length;
    const mean = x.length * 2 * normalCdf(-3.442619855899);
    expect(Math.abs(beyond - mean) / Math.sqrt(mean)).toBeLessThan(4);
  });

  it('are uncorrelated with earlier ones at the first lags', () => {
    const x = normals('lags');
    for (const lag of [1, 2, 3, 4, 7, 224, 672])
      expect(Math.abs(correlation(x, x.subarray(lag)))).toBeLessThan(4.5 / Math.sqrt(N));
  });
});

describe('uniforms', () => {
  it('fill a grid of pairs evenly', () => {
    const u = uniforms('pairs', 1, 3, 1_000_000);
    const counts = new Float64Array(1024);
    for (let i = 0; i + 1 < u.length; i += 2)
      counts[32 * Math.floor(32 * u[i]!) + Math.floor(32 * u[i + 1]!)]!++;
    expect(Math.abs(chiSquaredZ(counts, new Float64Array(1024).fill(u.length / 2 / 1024)))).toBeLessThan(4);
  });

  it('flip every bit half of the time', () => {
    const u = uniforms('bits', 1, 3, 100_000);
    for (let bit = 0; bit < 32; bit++) {
      const ones = u.filter((v) => Math.floor(v * 2 ** (bit + 1)) % 2 === 1).length;
      expect(Math.abs(ones - 50_000) / Math.sqrt(25_000)).toBeLessThan(4.5);
    }
  });
});

describe('keys', () => {
  it('give the same numbers for the same key, whatever else was drawn', () => {
    uniforms('other');
    const [one, two] = [uniforms('same'), uniforms('same')];
    expect(one.every((value, i) => value === two[i])).toBe(true);
  });

  it('that differ in the seed, the image, the corruption or the severity are independent', () => {
    const base = uniforms('n01440764/a.JPEG');
    const others = [
      uniforms('n01440764/b.JPEG'),
      uniforms('n01440764/a.JPEG', 2),
      uniforms('n01440764/a.JPEG', '1 '),
      uniforms('n01440764/a.JPEG', 1, 4),
      uniforms('n01440764/a.JPEG', 1, 3.5),
    ];
    for (const other of others) {
      expect(Math.abs(correlation(base, other))).toBeLessThan(4.5 / Math.sqrt(N));
      expect(Math.abs(correlation(base, other.subarray(1)))).toBeLessThan(4.5 / Math.sqrt(N));
    }
  });

  it('that count up give uniform, uncorrelated first numbers', () => {
    const first = Float64Array.from({ length: 50_000 }, (_, i) =>
      keyedRandom(0, `${i}`, 'snow', 1).uniform(),
    );
    const counts = new Float64Array(256);
    for (const u of first) counts[Math.floor(256 * u)]!++;
    expect(Math.abs(chiSquaredZ(counts, new Float64Array(256).fill(first.length / 256)))).toBeLessThan(4);
    expect(Math.abs(correlation(first, first.subarray(1)))).toBeLessThan(4.5 / Math.sqrt(first.length));
    const two = Array.from({ length: 50_000 }, (_, i) => uniforms(`${i}`, 0, 1, 2).join());
    expect(new Set(two).size).toBe(two.length);
  });

  it('give the same numbers one at a time and in bulk', () => {
    const single = keyedRandom(5, 'x', 'snow', 2);
    const many = keyedRandom(5, 'x', 'snow', 2);
    const out = new Float64Array(1000);
    many.fillNormal(out);
    expect(Array.from({ length: 1000 }, () => single.normal())).toEqual([...out]);
    many.fillUniform(out);
    expect(Array.from({ length: 1000 }, () => single.uniform())).toEqual([...out]);
  });
});

describe('poisson', () => {
  it.each([0.01, 0.7, 3, 11.9, 12.1, 30, 60, 400, 1e4])('has the distribution of mean %d', (mean) => {
    const random = keyedRandom(1, 'poisson', 'shot_noise', mean);
    const n = 100_000;
    const x = Float64Array.from({ length: n }, () => random.poisson(mean));
    const sample = x.reduce((a, b) => a + b) / n;
    const variance = x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n;
    expect(Math.abs(sample - mean) / Math.sqrt(mean / n)).toBeLessThan(4);
    expect(Math.abs(variance - mean) / Math.sqrt((mean + 2 * mean * mean) / n)).toBeLessThan(4);
    // Probabilities of all values that are not rare.
    const low = Math.max(0, Math.floor(mean - 3 * Math.sqrt(mean)));
    const values = Array.from({ length: Math.ceil(6 * Math.sqrt(mean)) + 1 }, (_, i) => low + i).filter(
      (k) => n * Math.exp(k * Math.log(mean) - mean - logFactorial(k)) > 20,
    );
    const counts = values.map((k) => x.filter((v) => v === k).length);
    const expected = values.map((k) => n * Math.exp(k * Math.log(mean) - mean - logFactorial(k)));
    counts.push(n - counts.reduce((a, b) => a + b, 0));
    expected.push(Math.max(n - expected.reduce((a, b) => a + b, 0), 1));
    if (counts.length > 2) expect(Math.abs(chiSquaredZ(counts, expected))).toBeLessThan(4.5);
  });

  it('is 0 at mean 0, and refuses invalid means', () => {
    expect(poisson(0, () => 0.5)).toBe(0);
    for (const mean of [-1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => poisson(mean, () => 0.5)).toThrow(/Poisson mean/);
  });

  it('computes factorials', () => {
    let exact = 0;
    for (let k = 1; k < 60; k++) {
      exact += Math.log(k);
      expect(logFactorial(k)).toBeCloseTo(exact, 10);
    }
  });
});
