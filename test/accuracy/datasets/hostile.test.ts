import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFrost } from '../../../src/accuracy/corrupted/index.ts';
import { checkDataset, recogniseDataset } from '../../../src/accuracy/datasets/index.ts';
import { decodeImage } from '../../../src/accuracy/pixels/index.ts';
import { loadPhotos } from '../../../src/runs/execute/photos.ts';
import { hasFifos, makeFifo } from '../../support/special-files.ts';
import { makeTree, sameImage } from '../image-tree.ts';

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

test.skipIf(process.platform !== 'linux')('a name that is not UTF-8 names its folder', async () => {
  const root = makeTree(sameImage(['cat/a.png', 'dog/b.png']));
  const name = Buffer.concat([Buffer.from(join(root, 'cat/')), Buffer.from('\xfc.png', 'latin1')]);
  writeFileSync(name, 'x');
  const message = `${join(root, 'cat')} holds "\ufffd.png", whose name is not UTF-8`;
  expect(() => recogniseDataset(root)).toThrow(message);
  await expect(loadPhotos(join(root, 'cat'))).rejects.toThrow(message);
  await expect(readFrost(join(root, 'cat'))).rejects.toThrow(message);
});
