import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Corruption, type Image, type Severity, selectCorruptions } from '../../corruptions/index.ts';
import { keyedRandom } from '../../corruptions/primitives/keyed.ts';
import { photo } from './photos.ts';

const RENDITIONS = selectCorruptions('rendition');

const SEVERITIES: readonly Severity[] = [1, 2, 3, 4, 5];

function render(rendition: Corruption, image: Image, severity: Severity, key = 'image'): Image {
  return rendition.apply(image, severity, keyedRandom(1, key, rendition.name, severity));
}

function noise(width: number, height: number, key: string): Image {
  const values = new Float32Array(width * height * 3);
  keyedRandom(2, key, 'test', 1).fillUniform(values);
  return { width, height, data: Uint8Array.from(values, (value) => Math.floor(256 * value)) };
}

function flat(width: number, height: number, level: number): Image {
  return { width, height, data: new Uint8Array(width * height * 3).fill(level) };
}

/** Mean luma of blocks of `size` pixels. */
function blocks({ width, height, data }: Image, size: number): Float64Array {
  const columns = Math.floor(width / size);
  const rows = Math.floor(height / size);
  const out = new Float64Array(columns * rows);
  for (let y = 0; y < rows * size; y++)
    for (let x = 0; x < columns * size; x++) {
      const at = 3 * (y * width + x);
      const block = Math.floor(y / size) * columns + Math.floor(x / size);
      out[block] =
        out[block]! + (0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!) / size ** 2;
    }
  return out;
}

function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i]! - ma) * (b[i]! - mb);
    aa += (a[i]! - ma) ** 2;
    bb += (b[i]! - mb) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

/** Colours by their three samples, with how often each occurs. */
function coloursOf({ data }: Image): Map<number, number> {
  const counts = new Map<number, number>();
  for (let i = 0; i < data.length; i += 3) {
    const colour = data[i]! * 65536 + data[i + 1]! * 256 + data[i + 2]!;
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return counts;
}

/** Share of the pixels for which `is` holds. */
function share({ data }: Image, is: (red: number, green: number, blue: number) => boolean): number {
  let count = 0;
  for (let i = 0; i < data.length; i += 3) if (is(data[i]!, data[i + 1]!, data[i + 2]!)) count++;
  return (3 * count) / data.length;
}

describe.each(RENDITIONS.map((rendition) => [rendition.name, rendition] as const))(
  '%s',
  (name, rendition) => {
    it('keeps the shape and the input, and gives the same bytes for the same key', () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 40 }),
          fc.integer({ min: 1, max: 40 }),
          fc.constantFrom(...SEVERITIES),
          fc.string(),
          (width, height, severity, key) => {
            const image = noise(width, height, key);
            const before = image.data.slice();
            const one = render(rendition, image, severity, key);
            expect([one.width, one.height, one.data.length]).toEqual([width, height, width * height * 3]);
            expect(one.data).not.toBe(image.data);
            expect(image.data).toEqual(before);
            expect(render(rendition, image, severity, key).data).toEqual(one.data);
          },
        ),
        { numRuns: 8 },
      );
    });

    it.each([
      [1, 1],
      [1, 7],
      [2, 1],
      [2000, 3],
      [3, 2000],
      [32, 32],
      [131, 97],
    ])('works at %i×%i, on black and white too', (width, height) => {
      for (const image of [noise(width, height, 'size'), flat(width, height, 0), flat(width, height, 255)])
        for (const severity of [1, 5] as const)
          expect(render(rendition, image, severity).data).toHaveLength(width * height * 3);
    });

    it('depends on the key if and only if it declares it', async () => {
      const image = await photo('coffee.png', 64);
      const [one, other] = ['a', 'b'].map((key) => Buffer.from(render(rendition, image, 3, key).data));
      const same = one!.equals(other!);
      expect(same).toBe(!rendition.random);
    });

    it('refuses severities outside 1 to 5', () => {
      for (const severity of [0, 6, 1.5, Number.NaN])
        expect(() => render(rendition, flat(4, 4, 9), severity as Severity)).toThrow(
          `${name}: severity ${severity}`,
        );
    });
  },
);

describe('on a photograph', () => {
  let image: Image;
  beforeAll(async () => {
    image = await photo('astronaut.png', 160);
  });

  function of(name: string, severity: Severity): Image {
    return render(RENDITIONS.find((rendition) => rendition.name === name)!, image, severity);
  }

  // Drawings on paper, neon and shapes do not keep the picture's light.
  const tonal = RENDITIONS.map(({ name }) => name).filter(
    (name) => !['line_drawing', 'neon', 'silhouette'].includes(name),
  );
  // These turn detail into strokes of ink, which get coarser instead.
  const inked = ['pencil_sketch', 'woodcut'];

  it.each(tonal)('%s keeps the composition, with less detail at higher severities', (name) => {
    const detail = ([1, 5] as const).map((severity) =>
      inked.includes(name)
        ? edgesOf(of(name, severity))
        : correlation(blocks(image, 2), blocks(of(name, severity), 2)),
    );
    expect(correlation(blocks(image, 16), blocks(of(name, 3), 16))).toBeGreaterThan(0.8);
    expect(detail[1]).toBeLessThan(detail[0]!);
  });

  it('neon inverts the light', () => {
    expect(correlation(blocks(image, 16), blocks(of('neon', 1), 16))).toBeLessThan(0);
  });

  it('line_drawing is grey ink on mostly white paper, with less ink at higher severities', () => {
    const ink = SEVERITIES.map((severity) => share(of('line_drawing', severity), (red) => red < 128));
    for (const amount of ink) expect(amount).toBeGreaterThan(0.02);
    for (const amount of ink) expect(amount).toBeLessThan(0.4);
    expect(share(of('line_drawing', 3), (r, g, b) => r === g && g === b)).toBe(1);
    const lines = SEVERITIES.map((severity) => edgesOf(of('line_drawing', severity)));
    expect(lines[4]).toBeLessThan(lines[0]!);
  });

  it('woodcut is ink and paper with few tones between', () => {
    for (const severity of SEVERITIES)
      expect(share(of('woodcut', severity), (red) => red < 60 || red > 210)).toBeGreaterThan(0.75);
  });

  it('pixel_art has few colours, in blocks', () => {
    const [colours, pixels] = [
      [24, 18, 14, 10, 7],
      [96, 72, 56, 42, 30],
    ];
    SEVERITIES.forEach((severity, i) => {
      const art = of('pixel_art', severity);
      expect(coloursOf(art).size).toBeLessThanOrEqual(colours![i]!);
      expect(changesAlong(art, 80)).toBeLessThan(pixels![i]!);
    });
  });

  it('poster covers nearly everything with few colours', () => {
    [10, 8, 6, 5, 4].forEach((count, i) => {
      const areas = [...coloursOf(of('poster', SEVERITIES[i]!)).values()].sort((a, b) => b - a);
      const covered =
        areas.slice(0, count).reduce((sum, area) => sum + area, 0) / (image.width * image.height);
      expect(covered).toBeGreaterThan(0.55);
    });
  });

  it('old_photograph is sepia: red over green over blue', () => {
    const brown = share(of('old_photograph', 3), (red, green, blue) => red >= green && green > blue);
    expect(brown).toBeGreaterThan(0.99);
  });

  it('stained_glass is leaded: a dark net of closed cells', () => {
    const lead = share(of('stained_glass', 2), (r, g, b) => Math.max(r, g, b) < 60);
    expect(lead).toBeGreaterThan(share(image, (r, g, b) => Math.max(r, g, b) < 60) + 0.05);
  });

  it('silhouette is one dark shape against a sky, in the middle', () => {
    const shape = of('silhouette', 5);
    const dark = (r: number, g: number, b: number) => Math.max(r, g, b) < 40;
    expect(share(shape, dark)).toBeGreaterThan(0.05);
    expect(share(shape, dark)).toBeLessThan(0.6);
    const corner = shape.data.slice(0, 3);
    expect(dark(corner[0]!, corner[1]!, corner[2]!)).toBe(false);
  });
});

/** Mean absolute difference of horizontal neighbours. */
function edgesOf({ width, height, data }: Image): number {
  let sum = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x + 1 < width; x++)
      sum += Math.abs(data[3 * (y * width + x)]! - data[3 * (y * width + x + 1)]!);
  return sum / (width * height);
}

/** How often the colour changes along a row. */
function changesAlong({ width, data }: Image, row: number): number {
  let changes = 0;
  for (let at = 3 * row * width; at < 3 * ((row + 1) * width - 1); at += 3)
    if (data[at] !== data[at + 3] || data[at + 1] !== data[at + 4] || data[at + 2] !== data[at + 5])
      changes++;
  return changes;
}
