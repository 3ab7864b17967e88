// CPU time of resize and crop for an ImageNet-sized photograph, alone and with its decoding: ours against sharp's own
// resize, and against Pillow if PYTHON names an interpreter with it. Turns alternate; medians over the rounds.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp, { type Sharp } from 'sharp';
import { createResizer, decodeImage, geometry, modelPixels } from '../../src/accuracy/pixels/index.ts';
import type { Recipe } from '../../src/backbones/models/index.ts';
import { median } from '../../src/stats/index.ts';

const ROUNDS = 15;
const IMAGES = 30;

sharp.concurrency(1);
sharp.cache(false);

const file = fileURLToPath(new URL('../fixtures/pixels/images/photo_500x375.jpg', import.meta.url));
const bytes = readFileSync(file);
const decoded = await decodeImage(bytes);
const raw = { width: decoded.width, height: decoded.height, channels: 3 } as const;
const resizer = createResizer();

for (const interpolation of ['bilinear', 'bicubic'] as const) {
  const recipe: Recipe = {
    resolution: 224,
    cropPct: 0.875,
    cropMode: 'center',
    interpolation,
    mean: [0, 0, 0],
    std: [1, 1, 1],
  };
  const { width, height, crop } = geometry(decoded, recipe);
  const cropped = (image: Sharp) =>
    image
      .resize({ width, height, fit: 'fill', kernel: interpolation === 'bicubic' ? 'cubic' : 'linear' })
      .extract(crop)
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer();
  const python = process.env.PYTHON;
  const pillow = python ? pillowCpu(python, interpolation, [width, height], crop) : undefined;
  await compare(`${interpolation}, decoded`, {
    ours: async () => modelPixels(await decodeImage(bytes), recipe, resizer),
    sharp: () => cropped(sharp(bytes, { ignoreIcc: true })),
    pillow: pillow && (() => pillow('opened()')),
  });
  await compare(`${interpolation}, resize alone`, {
    ours: async () => modelPixels(decoded, recipe, resizer),
    sharp: () => cropped(sharp(decoded.data, { raw })),
    pillow: pillow && (() => pillow('image')),
  });
}

interface Contestants {
  readonly ours: () => Promise<unknown>;
  readonly sharp: () => Promise<unknown>;
  /** CPU milliseconds of one call. */
  readonly pillow?: (() => number) | undefined;
}

async function compare(what: string, { ours, sharp: theirs, pillow }: Contestants): Promise<void> {
  const times = { ours: [] as number[], sharp: [] as number[], pillow: [] as number[] };
  await cpuOf(ours);
  await cpuOf(theirs);
  for (let round = 0; round < ROUNDS; round++) {
    times.ours.push(await cpuOf(ours));
    times.sharp.push(await cpuOf(theirs));
    if (pillow) times.pillow.push(pillow());
  }
  const line = [`ours ${median(times.ours).toFixed(2)} ms an image`, ratio('sharp', times.sharp)];
  if (pillow) line.push(ratio('Pillow', times.pillow));
  console.log(`${what}: ${line.join(', ')}`);

  function ratio(name: string, other: readonly number[]): string {
    const ratios = times.ours.map((own, round) => own / other[round]!);
    return `${median(ratios).toFixed(2)} of ${name} (${median(other).toFixed(2)} ms)`;
  }
}

/** Measures the CPU milliseconds of one call, of all threads. */
async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  for (let image = 0; image < IMAGES; image++) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / IMAGES;
}

/** Measures resize and crop of a Python expression for the image. */
function pillowCpu(
  python: string,
  interpolation: string,
  scaled: number[],
  crop: { left: number; top: number },
): (image: 'opened()' | 'image') => number {
  return (image) => {
    const script = `
import io, sys, time
from PIL import Image
data = open(${JSON.stringify(file)}, "rb").read()
def opened(): return Image.open(io.BytesIO(data)).convert("RGB")
image = opened()
def once():
    resized = ${image}.resize((${scaled.join(', ')}), Image.Resampling.${interpolation.toUpperCase()})
    return resized.crop((${crop.left}, ${crop.top}, ${crop.left + 224}, ${crop.top + 224})).tobytes()
for _ in range(5): once()
start = time.process_time()
for _ in range(${IMAGES}): once()
print((time.process_time() - start) * 1000 / ${IMAGES})`;
    const { status, stdout, stderr } = spawnSync(python, ['-c', script], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${python}: ${stderr}`);
    return Number(stdout);
  };
}
