import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readFrost } from '../../../src/accuracy/corrupted/index.ts';
import { checkDataset, recogniseDataset } from '../../../src/accuracy/datasets/index.ts';
import { decodeImage } from '../../../src/accuracy/pixels/index.ts';
import { nameOf, systemPath } from '../../../src/files/index.ts';
import { loadPhotos } from '../../../src/runs/execute/photos.ts';
import { runCli } from '../../cli/cli.ts';
import { hasFifos, makeFifo } from '../../support/special-files.ts';
import { makeTree, sameImage } from '../image-tree.ts';
import { imagePath } from '../pixels/pillow.ts';

/** What waits for the writer of a named pipe would wait forever. */
const LIMIT = { timeout: 20_000 };

describe.skipIf(!hasFifos)('named pipes', () => {
  test('among images', LIMIT, async () => {
    const root = makeTree(sameImage(['cat/a.png', 'dog/b.png']));
    const fifo = makeFifo(join(root, 'cat', 'c.png'));
    const { unreadable, decoded } = await checkDataset(recogniseDataset(root), { decode: true });
    expect(decoded).toBe(3);
    expect(unreadable).toEqual([
      { image: 'cat/c.png', path: fifo, reason: expect.stringContaining('is a named pipe') },
    ]);
  });

  test.each(['set.csv', 'set.jsonl', 'set.tar'])('as %s', LIMIT, (name) => {
    const fifo = makeFifo(join(makeTree({}), name));
    expect(() => recogniseDataset(fifo)).toThrow(`${fifo} is a named pipe, not a regular file`);
  });

  test('as labels', LIMIT, () => {
    const root = makeTree(sameImage(['ILSVRC2012_val_00000001.JPEG']));
    const labels = makeFifo(join(root, 'val.txt'));
    expect(() => recogniseDataset(root)).toThrow(`${labels} is a named pipe`);
  });

  test('as photographs and frost textures', LIMIT, async () => {
    const root = makeTree({});
    const fifo = makeFifo(join(root, 'a.png'));
    await expect(loadPhotos(root)).rejects.toThrow(`${fifo} is a named pipe`);
    await expect(loadPhotos(fifo)).rejects.toThrow(`${fifo} is a named pipe`);
    await expect(readFrost(root)).rejects.toThrow(`${fifo} is a named pipe`);
  });
});

test('a field of 50 MB whose quote is never closed', () => {
  const root = makeTree({ 'set.csv': `a.png,1\n"${'x'.repeat(50e6)}` });
  expect(() => recogniseDataset(join(root, 'set.csv'))).toThrow(/set\.csv:2: a quote is never closed$/);
});

test('a field of 50 MB, quoted', () => {
  const root = makeTree({ 'set.csv': `"${'x""'.repeat(17e6)}",1\n` });
  expect(() => recogniseDataset(join(root, 'set.csv'))).toThrow(/does not exist$/);
});

test('quoted fields with commas, doubled quotes and nothing', () => {
  const root = makeTree({
    ...sameImage(['a,b.png', 'say "hi".png', 'c.png']),
    'set.csv': 'label,path,note\n3,"a,b.png",""\n4,"say ""hi"".png",x\n5,c.png\n',
  });
  const images = recogniseDataset(join(root, 'set.csv')).images();
  expect(images.map(({ id, labels }) => [id, labels[0]])).toEqual([
    ['a,b.png', 3],
    ['c.png', 5],
    ['say "hi".png', 4],
  ]);
});

test('a list whose lines are nested deeply', () => {
  const root = makeTree({ 'set.jsonl': `${'['.repeat(5000)}${']'.repeat(5000)}\n` });
  expect(() => recogniseDataset(join(root, 'set.jsonl'))).toThrow(
    /set\.jsonl:1: not valid JSON \(nested more than 200 levels deep\)$/,
  );
});

test('a list with a NUL in a path', () => {
  const root = makeTree({ 'set.jsonl': '{"path": "a\\u0000b.png", "label": 1}\n' });
  expect(() => recogniseDataset(join(root, 'set.jsonl'))).toThrow(/set\.jsonl:1: .* does not exist$/);
});

test.each([
  '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>',
  '<?xml version="1.0"?>\n<!-- x --><svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><text>a</text></svg>',
])('SVG is refused whatever its name: %#', async (svg) => {
  await expect(decodeImage(Buffer.from(svg))).rejects.toThrow(
    'SVG is not supported, because its pixels depend on the fonts of the machine; convert it to PNG',
  );
});

describe.skipIf(process.platform !== 'linux')('names that are not UTF-8', () => {
  /** Copies an image to a path in Latin-1. */
  const add = (root: string, path: string) => {
    const target = systemPath(join(root, latin1(path)));
    mkdirSync(systemPath(dirname(join(root, latin1(path)))), { recursive: true });
    copyFileSync(fileURLToPath(imagePath('tiny_16x16.png')), target);
  };

  test('of images and class folders', async () => {
    const root = makeTree(sameImage(['Hund/ü.png']));
    for (const path of ['Hund/ü.png', 'Hund/ö.png', 'Kätzchen/a.png']) add(root, path);
    const dataset = recogniseDataset(root);
    expect(dataset.images().map(({ id, labels }) => [id, labels[0]])).toEqual([
      ['Hund/%F6.png', 0],
      ['Hund/%FC.png', 0],
      ['Hund/ü.png', 0],
      ['K%E4tzchen/a.png', 1],
    ]);
    expect(dataset.classNames).toEqual(['Hund', 'K%E4tzchen']);
    const { decoded, unreadable } = await checkDataset(dataset, { decode: true });
    expect([decoded, unreadable]).toEqual([4, []]);
    expect(recogniseDataset(join(root, latin1('Hund/..'))).images()).toHaveLength(4);
  });

  test('two names that are printed the same', () => {
    const root = makeTree(sameImage(['Hund/%FC.png']));
    add(root, 'Hund/ü.png');
    expect(() => recogniseDataset(root)).toThrow('are the same image; remove one of them');
  });

  test('in a list, as Python writes them, and of the list', () => {
    const root = makeTree({});
    add(root, 'ü.png');
    const list = join(root, latin1('größe.jsonl'));
    writeFileSync(systemPath(list), '{"path": "\\udcfc.png", "label": "a"}\n');
    const { name, images } = recogniseDataset(list);
    expect(name).toBe('gr%F6%DFe');
    expect(images().map(({ id }) => id)).toEqual(['%FC.png']);
  });

  test('of photographs, frost textures and corrupted images', async () => {
    const root = makeTree({});
    add(root, 'ä/ü.png');
    const folder = join(root, latin1('ä'));
    await expect(loadPhotos(folder)).resolves.toBeDefined();
    await expect(readFrost(folder)).resolves.toBeDefined();
    const out = join(makeTree({}), 'out');
    const args = ['corrupt', root, '-o', out, '--corruption', 'fog', '--severity', '1', '--size', 'keep'];
    const { code, stderr } = await runCli(args);
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('skipped')]);
    const made = recogniseDataset(join(out, 'fog', '1'));
    expect(made.images().map(({ id }) => id)).toEqual(['%E4/%FC.png']);
  });
});

/** Returns a path whose umlauts are one byte each. */
function latin1(path: string): string {
  return nameOf(Buffer.from(path, 'latin1'));
}
