import { cpSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LoadedSuite, parseSuite } from '../../../src/runs/suite/index.ts';
import { tinyFiles } from '../../accuracy/tiny-data.ts';

/** A suite of tiny models on the folder `data` of a root, with `images` × 10 units, one with a broken image. */
export function tinySuite(root: string, images: number, name = 'tiny'): LoadedSuite {
  const suite = parseSuite(
    {
      name,
      seed: 7,
      accuracy: {
        data: join(root, 'data'),
        models: ['tiny_a', 'tiny_b'],
        weights: 'seed:0',
        corruptions: ['gaussian_noise', 'glass_blur', 'pixelate'],
        severities: [1, 3, 5],
        limit: images,
        unitImages: 1,
        workers: 2,
        allowUnreadable: 1,
      },
    },
    'tiny',
  );
  return { suite, resolved: suite, path: 'tiny' };
}

/** Creates a data root with the tiny dataset. */
export function tinyRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'fastvit-bench-root-'));
  for (const [name, image] of tinyFiles()) {
    const path = join(root, 'data', name);
    mkdirSync(dirname(path), { recursive: true });
    cpSync(fileURLToPath(new URL(`../../fixtures/pixels/images/${image}`, import.meta.url)), path);
  }
  return root;
}
