import { expect, it } from 'vitest';
import {
  corruptions,
  createWorkspace,
  type Image,
  keyedRandom,
  proceduralFrost,
  type Severity,
} from '../../corruptions/index.ts';
import { plainWorkspace } from './kernels/index.ts';
import { readPicture } from './pictures.ts';

const fast = createWorkspace();
const plain = plainWorkspace();
const frost = proceduralFrost();

/** The corruptions that use kernels; renditions use none. */
const nineteen = corruptions.filter(({ group }) => group !== 'rendition');

const pictures: readonly Image[] = [
  await readPicture('images/coffee_131x97.png'),
  await readPicture('images/astronaut.png'),
  ...[
    [1, 1],
    [2, 3],
    [5, 1],
    [1, 9],
    [17, 16],
    [33, 47],
    [300, 2],
  ].map(([width, height]) => noise(width!, height!)),
  // Sums of equal samples lie exactly between levels.
  { width: 50, height: 40, data: new Uint8Array(3 * 50 * 40).fill(255) },
  { width: 256, height: 20, data: Uint8Array.from({ length: 3 * 256 * 20 }, (_, i) => (i / 1500) * 24) },
];

it.each(nineteen)('$name: WebAssembly and plain TypeScript give the same bytes', ({ name, apply }) => {
  for (const image of pictures)
    for (const severity of [1, 2, 3, 4, 5] as Severity[])
      for (const variant of ['imagenet-c', 'any-size'] as const) {
        // elastic_transform of imagenet-c has up to 1025 taps at severities 1 and 2: small images are enough.
        if (name === 'elastic_transform' && variant === 'imagenet-c' && severity < 3 && image.width > 200)
          continue;
        const [one, two] = [fast, plain].map((workspace) =>
          apply(image, severity, keyedRandom(7, `${image.width}`, name, severity), {
            workspace,
            variant,
            frost,
          }),
        ) as [Image, Image];
        const at = one.data.findIndex((value, i) => value !== two.data[i]);
        const where = `${variant}, severity ${severity}, ${image.width}×${image.height}, sample`;
        expect(`${where} ${at}`).toBe(`${where} -1`);
      }
});

function noise(width: number, height: number): Image {
  const random = keyedRandom(3, `${width} ${height}`, 'picture', 1);
  const data = Uint8Array.from({ length: 3 * width * height }, () => random.integer(0, 256));
  return { width, height, data };
}
