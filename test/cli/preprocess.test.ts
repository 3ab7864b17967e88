import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from './cli.ts';

const root = mkdtempSync(join(tmpdir(), 'fastvit-bench-preprocess-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const image = join(root, 'coffee.png');
cpSync(fileURLToPath(new URL('../../assets/photos/coffee.png', import.meta.url)), image);
mkdirSync(join(root, 'folder.png'));
writeFileSync(join(root, 'text.jpg'), 'no image');
const model = ['--model', 'fastvit_t8', '--weights', 'seed:0'];
const out = join(root, 'seen.png');

describe('preprocess', () => {
  it('writes the pixels that the model gets', async () => {
    const { code, stdout, stderr } = await runCli(['preprocess', image, ...model, '-o', out]);
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(/^wrote .*seen\.png: 256x256 from \d+x\d+, bicubic, center crop of 0\.9\n$/);
    const { width, height } = await sharp(out).metadata();
    expect([width, height]).toEqual([256, 256]);
    rmSync(out);
  });

  it.each([
    [join(root, 'no.png'), out, 'no.png does not exist'],
    [root, out, 'is a folder; preprocess takes one image'],
    [image, join(root, 'folder.png'), 'a folder has this name'],
    [image, root, 'preprocess writes PNG; end the name in .png'],
    [image, join(root, 'no/x.png'), `the folder ${join(root, 'no')} does not exist`],
    [image, image, 'is the input itself'],
    [join(root, 'text.jpg'), out, 'text.jpg is not a readable image: '],
  ])('refuses %s -o %s', async (file, output, message) => {
    const before = readFileSync(image);
    const { code, stdout, stderr } = await runCli(['preprocess', file, ...model, '-o', output]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect([existsSync(out), readFileSync(image).equals(before)]).toEqual([false, true]);
  });
});
