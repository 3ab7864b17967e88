import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FrostTextures, Severity } from '../../corruptions/index.ts';
import {
  corruptions,
  createWorkspace,
  findCorruption,
  type Image,
  type Random,
  type Variant,
} from '../../corruptions/index.ts';
import { differenceOf, fixtureText, readPicture } from './pictures.ts';
import { normalStream, replay, uniformStream } from './replay.ts';

/** An output of a reference implementation: `sha256` of its samples; some PNGs are in the fixtures as well. */
interface Expected {
  readonly file: string;
  readonly corruption: string;
  readonly severity: Severity;
  readonly image: string;
  readonly variants: readonly Variant[];
  /** Direction of motion, in degrees. */
  readonly angle?: number;
  /** The largest difference allowed, which a careful implementation can meet. */
  readonly target: Partial<ReturnType<typeof differenceOf>>;
  readonly sha256: string;
}

const entries = JSON.parse(fixtureText('expected.json')) as Expected[];
const workspace = createWorkspace();
const images = new Map<string, Image>();
for (const name of new Set(entries.map(({ image }) => image)))
  images.set(name, await readPicture(`images/${name}.png`));

const names = [...new Set(entries.map(({ corruption }) => corruption))];

describe.each(names)('%s equals the reference', (name) => {
  const own = entries.filter(({ corruption }) => corruption === name);
  it.each(own.flatMap((entry) => entry.variants.map((variant) => ({ ...entry, variant }))))(
    '$file, $variant',
    async (entry) => {
      const image = images.get(entry.image)!;
      const options = { variant: entry.variant, workspace, frost: waves };
      const out = findCorruption(name).apply(image, entry.severity, given(entry, image), options);
      if (digest(out) === entry.sha256) return;
      const path = `expected/${entry.file}`;
      const known = existsSync(new URL(`../fixtures/corruptions/${path}`, import.meta.url));
      expect(known, 'no longer equal on every byte, as it was when the fixtures were made').toBe(true);
      const difference = differenceOf(out, await readPicture(path));
      for (const [measure, limit] of Object.entries(entry.target))
        expect(difference[measure as keyof typeof difference], measure).toBeLessThanOrEqual(limit);
    },
  );
});

it('covers every corruption of the registry, and every severity of the deterministic ones on four images', () => {
  // Renditions are our own: there is no reference to equal.
  const referenced = corruptions.filter(({ group }) => group !== 'rendition');
  expect(names.toSorted()).toEqual(referenced.map(({ name }) => name).toSorted());
  for (const { name } of referenced.filter(({ random }) => !random)) {
    const own = entries.filter(({ corruption }) => corruption === name);
    expect(new Set(own.map(({ severity, image }) => `${severity} ${image}`)).size, name).toBe(20);
  }
});

/** Returns the random numbers that an entry was made with. */
function given({ corruption, variants, angle }: Expected, { width, height }: Image): Random {
  const n = width * height;
  switch (corruption) {
    case 'gaussian_noise':
    case 'speckle_noise':
      return replay({ normals: [normalStream(10, 3 * n)] });
    case 'impulse_noise':
      return replay({ uniforms: [uniformStream(30, 3 * n), uniformStream(31, 3 * n)] });
    case 'shot_noise':
      return replay({ uniforms: [uniformStream(80, 3 * n)] });
    case 'fog':
      return replay({ uniforms: [uniformStream(40, 256 * 256 - 1)] });
    case 'glass_blur':
      return replay({ uniforms: [uniformStream(50, 6 * n)] });
    case 'motion_blur':
      return replay({ uniforms: [Float64Array.of((angle! + 45) / 90)] });
    case 'snow':
      return replay({ normals: [normalStream(20, n)], uniforms: [Float64Array.of((angle! + 135) / 90)] });
    case 'spatter':
      return replay({ normals: [normalStream(20, n)] });
    case 'elastic_transform': {
      const fields = [uniformStream(60, n), uniformStream(61, n)];
      return replay({
        uniforms: variants[0] === 'imagenet-c' ? [uniformStream(62, 6), ...fields] : fields,
      });
    }
    case 'frost':
      return replay({ uniforms: [new Float64Array(3)] });
    default:
      return replay({});
  }
}

/** The formula that the frost entries use as texture. */
const waves: FrostTextures = {
  count: 1,
  texture() {
    const [width, height] = [240, 240];
    const data = new Uint8Array(3 * width * height);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let c = 0; c < 3; c++)
          data[3 * (y * width + x) + c] = Math.round(127.5 + 127.5 * Math.sin(0.05 * (c + 1) * x + 0.07 * y));
    return { width, height, data };
  },
};

function digest({ data }: Image): string {
  return createHash('sha256').update(data).digest('hex');
}
