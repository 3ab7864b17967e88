import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import { textureImage, writeTextureFolder } from '../../../src/train/textures/index.ts';

const parent = mkdtempSync(join(tmpdir(), 'fastvit-bench-textures-'));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

test('a folder has class folders in the order of the labels and exact PNGs, and is written once', async () => {
  const folder = await writeTextureFolder(parent, 'test', 16, 20);
  expect(readdirSync(folder).map((name) => name.slice(0, 2))).toEqual(
    Array.from({ length: 10 }, (_, label) => `${label}_`),
  );
  const pixels = await sharp(join(folder, '3_rings', '00013.png'))
    .raw()
    .toBuffer();
  expect(new Uint8Array(pixels)).toEqual(textureImage({ split: 'test', index: 13, size: 16 }).image.data);
  expect(await writeTextureFolder(parent, 'test', 16, 20)).toBe(folder);
  expect(readdirSync(parent)).toEqual(['textures10-test-16-20']);
});
