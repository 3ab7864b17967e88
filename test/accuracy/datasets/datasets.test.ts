import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { IMAGENET_A_CLASSES, IMAGENET_R_CLASSES } from '../../../src/accuracy/datasets/data/subsets.ts';
import { SYNSETS } from '../../../src/accuracy/datasets/data/synsets.ts';
import { checkDataset, type Dataset, recogniseDataset } from '../../../src/accuracy/datasets/index.ts';
import { readSynsetTable } from '../../../src/accuracy/datasets/mat.ts';
import { INPUTS, readSlice } from '../../../src/files/index.ts';
import { runCli } from '../../cli/cli.ts';
import { makeTree, sameImage } from '../image-tree.ts';
import { imagePath } from '../pixels/pillow.ts';

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/datasets/${name}`, import.meta.url));
const val = (number: number) => `ILSVRC2012_val_${String(number).padStart(8, '0')}`;
const labelsOf = (dataset: Dataset) => dataset.images().map(({ id, labels }) => [id, ...labels]);

describe('class folders', () => {
  it('WordNet ids keep their ImageNet class if folders are missing', () => {
    const root = makeTree(sameImage([`n07613480/${val(7)}.JPEG`, `n01440764/${val(293)}.JPEG`]));
    const dataset = recogniseDataset(root);
    expect(dataset.kind).toBe('imagenet');
    expect(labelsOf(dataset)).toEqual([
      [val(7), 927],
      [val(293), 0],
    ]);
    expect(dataset.notes).toEqual([
      'has 2 images; the published set has 50000',
      'lacks 998 of 1000 classes: n01443537, n01484850, n01491361, n01494475, n01496331 and 993 more',
      '2 classes do not have 50 images: n01440764, n07613480',
    ]);
  });

  it("ImageNet-V2's folders are numbers, not text", () => {
    const root = makeTree(
      sameImage(['0', '1', '10', '100', '2'].map((c) => `imagenetv2-top-images/${c}/a.jpeg`)),
    );
    const dataset = recogniseDataset(join(root, 'imagenetv2-top-images'));
    expect(dataset.kind).toBe('imagenet-v2');
    expect(dataset.name).toBe('imagenet-v2-top-images');
    expect(labelsOf(dataset).map(([, label]) => label)).toEqual([0, 1, 10, 100, 2]);
  });

  it.each([
    ['imagenet-a', IMAGENET_A_CLASSES],
    ['imagenet-r', IMAGENET_R_CLASSES],
  ])('%s is recognised by its 200 classes, and limits predictions to them', (kind, classes) => {
    const root = makeTree({
      'README.txt': 'x',
      ...sameImage(classes.map((c) => `set/${SYNSETS[c]}/art_0.jpg`)),
    });
    const dataset = recogniseDataset(join(root, 'set'));
    expect(dataset.kind).toBe(kind);
    expect(dataset.subset).toEqual(classes);
    expect(dataset.classes).toBe(1000);
    expect(labelsOf(dataset).map(([, label]) => label)).toEqual(classes);
  });

  it('Sketch is recognised by its file names', () => {
    expect(recogniseDataset(makeTree(sameImage(['n01440764/sketch_0.JPEG']))).kind).toBe('imagenet-sketch');
  });

  it('others are numbered in sorted order, as ImageFolder does, with images in deeper folders', () => {
    const root = makeTree(sameImage(['dog/1.jpg', 'Zebra/1.jpg', 'cat/deep/er/2.png', 'cat/1.jpg']));
    const dataset = recogniseDataset(root);
    expect(dataset.kind).toBe('image-folder');
    expect(dataset.classNames).toEqual(['Zebra', 'cat', 'dog']);
    expect(labelsOf(dataset)).toEqual([
      ['Zebra/1.jpg', 0],
      ['cat/1.jpg', 1],
      ['cat/deep/er/2.png', 1],
      ['dog/1.jpg', 2],
    ]);
  });

  it('validation images of the 200 classes of ImageNet-A are the validation set', () => {
    const names = IMAGENET_A_CLASSES.map((c, i) => `val/${SYNSETS[c]}/${val(i + 1)}.JPEG`);
    const dataset = recogniseDataset(join(makeTree(sameImage(names)), 'val'));
    expect([dataset.kind, dataset.subset]).toEqual(['imagenet', undefined]);
  });

  it('a name with the class after the number is the same validation image', () => {
    const dataset = recogniseDataset(makeTree(sameImage([`n01440764/${val(7)}_n01440764.JPEG`])));
    expect([dataset.kind, dataset.images()[0]!.id]).toEqual(['imagenet', val(7)]);
  });

  it('renditions of validation images are not the public set', () => {
    const names = [`n01440764/poster_3_${val(7)}.png`, `n01440764/poster_4_${val(7)}.png`];
    const root = makeTree({
      'my-sketch/corrupt.json': '{}',
      ...sameImage(names.map((n) => `my-sketch/${n}`)),
    });
    const dataset = recogniseDataset(join(root, 'my-sketch'));
    expect([dataset.kind, dataset.name, dataset.classes]).toEqual(['image-folder', 'my-sketch', 1000]);
    expect(dataset.images().map(({ id }) => id)).toEqual(names);
  });

  it('a folder without images is not a class', () => {
    const root = makeTree({ 'results/eval-1/run.json': '{}', ...sameImage([`n07613480/${val(7)}.JPEG`]) });
    expect(labelsOf(recogniseDataset(root))).toEqual([[val(7), 927]]);
  });

  it('notes that a folder with another name changes the class numbers', () => {
    const dataset = recogniseDataset(makeTree(sameImage(['n07613480/a.jpg', 'misc/b.jpg'])));
    expect(dataset.notes).toEqual([
      '1 of 2 class folders are not named after ImageNet classes (misc), so all classes are numbered in sorted order',
    ]);
  });

  it.each([
    ['a set and its training half', ['train/n01440764/a.JPEG', 'val/n01440764/b.JPEG'], 'val'],
    ['one half alone', ['test/cat/a.jpg', 'test/dog/a.jpg'], 'test'],
    ['sets of other names', ['matched/n01440764/a.JPEG', 'other/n01440764/b.JPEG'], 'matched'],
    ['chains', ['not-imagenet-c/fog-2.5/cat/a.png'], 'not-imagenet-c'],
    ['a chain', ['fog-2.5/cat/a.png', 'fog-3.5/cat/a.png'], 'fog-2.5', 'not-imagenet-c'],
  ])('a folder of datasets is refused: %s', (_, files, meant, name = 'data') => {
    const root = makeTree(sameImage(files.map((file) => `${name}/${file}`)));
    const expected = join(root, name, meant);
    expect(() => recogniseDataset(join(root, name))).toThrow(`is not a dataset; did you mean ${expected}?`);
  });

  it('one image in two folders is refused, because its id identifies predictions', () => {
    const root = makeTree(sameImage([`n01440764/${val(7)}.JPEG`, `n07613480/${val(7)}.JPEG`]));
    expect(() => recogniseDataset(root)).toThrow(/n01440764.*JPEG and .*n07613480.*JPEG are the same image/);
  });

  it('a manifest keeps the numbers of classes without images', () => {
    const manifest = {
      schema: 'fastvit-bench/dataset@1',
      name: 'hard-pets',
      description: 'wrong with confidence',
      classNames: ['ant', 'cat', 'dog'],
      source: '/pets',
    };
    const root = makeTree({ 'dataset.json': JSON.stringify(manifest), ...sameImage(['dog/1.jpg']) });
    const dataset = recogniseDataset(root);
    expect([dataset.name, dataset.classes]).toEqual(['hard-pets', 3]);
    expect(labelsOf(dataset)).toEqual([['dog/1.jpg', 2]]);
  });
});

describe('validation images without class folders', () => {
  const images = sameImage([`val/${val(1)}.JPEG`, `val/${val(2)}.JPEG`, `val/${val(3)}.JPEG`]);

  it('lines of name and class, 0-based', () => {
    const root = makeTree({
      ...images,
      'val.txt': [1, 2, 3].map((n) => `${val(n)}.JPEG ${n * 65}`).join('\n'),
    });
    expect(labelsOf(recogniseDataset(join(root, 'val')))).toEqual([
      [val(1), 65],
      [val(2), 130],
      [val(3), 195],
    ]);
  });

  it("Kaggle's solution: WordNet ids, boxes after them, names without extension", () => {
    const csv = `ImageId,PredictionString\n${val(2)},n01443537 1 2 3 4 n01443537 5 6 7 8\n${val(1)},n07613480 1 2 3 4\n${val(3)},n01440764 0 0 9 9\n`;
    const root = makeTree({ ...images, 'LOC_val_solution.csv': csv });
    expect(labelsOf(recogniseDataset(join(root, 'val'))).map(([, label]) => label)).toEqual([927, 1, 0]);
  });

  it("the devkit's ids are read with meta.mat, and refused without", () => {
    const truth = '4\n2\n12\n';
    const name = 'devkit/ILSVRC2012_validation_ground_truth.txt';
    const bare = makeTree({ ...images, [name]: truth });
    expect(() => recogniseDataset(join(bare, 'val'), { labels: join(bare, name) })).toThrow(
      /meta\.mat next to it/,
    );
    const whole = makeTree({ ...images, [name]: truth, 'devkit/meta.mat': fixture('meta.mat') });
    const dataset = recogniseDataset(join(whole, 'val'), { labels: join(whole, name) });
    expect(labelsOf(dataset).map(([, label]) => label)).toEqual([927, 649, 463]);
  });

  it('meta.mat may be compressed', () => {
    for (const name of ['meta.mat', 'meta_plain.mat']) {
      const table = readSynsetTable(fixture(name));
      expect([table.size, table.get(1), table.get(1001)]).toEqual([13, 'n03895866', 'n00001740']);
    }
    expect(() => readSynsetTable(new Uint8Array(200))).toThrow('not a MATLAB level 5 file');
  });

  it('missing labels: the message says what to give', () => {
    const root = makeTree(images);
    expect(() => recogniseDataset(join(root, 'val'))).toThrow(
      /without labels; give the ground-truth file with --labels/,
    );
  });

  it('the original tar is indexed and read in place', async () => {
    const bytes = readFileSync(imagePath('square_224.jpg'));
    const tar = Buffer.concat([
      tarEntry(`${val(2)}.JPEG`, bytes),
      tarEntry(`${val(1)}.JPEG`, readFileSync(imagePath('tiny_16x16.png'))),
      Buffer.alloc(1024),
    ]);
    const root = makeTree({
      'ILSVRC2012_img_val.tar': tar,
      'val.txt': `${val(1)}.JPEG 3\n${val(2)}.JPEG 4\n`,
    });
    const dataset = recogniseDataset(join(root, 'ILSVRC2012_img_val.tar'));
    expect(labelsOf(dataset)).toEqual([
      [val(1), 3],
      [val(2), 4],
    ]);
    expect(Buffer.from(await readSlice(dataset.images()[1]!.source, INPUTS.image))).toEqual(bytes);
    // An archive that was cut after it was indexed.
    const source = { ...dataset.images()[1]!.source, size: tar.length };
    await expect(readSlice(source, INPUTS.image)).rejects.toThrow(/\.tar is truncated: it ends at byte \d+$/);
    const cut = makeTree({ 'a.tar': tar.subarray(0, 2000) });
    expect(() => recogniseDataset(join(cut, 'a.tar'))).toThrow(/a\.tar is truncated/);
  });

  it('reads an image file, an empty one, and names a missing one', async () => {
    const root = makeTree({ 'empty.jpg': Buffer.alloc(0) });
    const path = fileURLToPath(imagePath('photo_500x375.jpg'));
    expect(Buffer.from(await readSlice({ path }, INPUTS.image))).toEqual(readFileSync(path));
    expect(await readSlice({ path: join(root, 'empty.jpg') }, INPUTS.image)).toHaveLength(0);
    const gone = join(root, 'gone.jpg');
    await expect(readSlice({ path: gone }, INPUTS.image)).rejects.toThrow(`${gone}: no such image`);
  });

  it('ReaL relabels by number and leaves out images without a label', () => {
    const root = makeTree({
      ...sameImage([`val/n01440764/${val(1)}.JPEG`, `val/n01443537/${val(2)}.JPEG`]),
      'real.json': '[[5, 7], []]',
    });
    const dataset = recogniseDataset(join(root, 'val'), { labels: join(root, 'real.json') });
    expect(dataset.kind).toBe('imagenet-real');
    expect(labelsOf(dataset)).toEqual([[val(1), 5, 7]]);
    expect(dataset.notes.at(-1)).toBe('left out: 1 image without a ReaL label');
  });
});

describe('ImageNet-C on disk', () => {
  const cell = (prefix: string) => [
    `${prefix}/n01440764/${val(9)}.JPEG`,
    `${prefix}/n07613480/${val(4)}.JPEG`,
  ];

  it('with and without the level of groups, an image under one id in all its corruptions', () => {
    for (const group of ['', 'noise/']) {
      const root = makeTree(
        sameImage(['gaussian_noise/1', 'gaussian_noise/2', 'fog/1'].flatMap((c) => cell(group + c))),
      );
      const dataset = recogniseDataset(root);
      expect(dataset.kind).toBe('imagenet-c');
      expect(dataset.stored).toEqual([
        { corruption: 'fog', severity: 1 },
        { corruption: 'gaussian_noise', severity: 1 },
        { corruption: 'gaussian_noise', severity: 2 },
      ]);
      const images = dataset.images({ corruption: 'gaussian_noise', severity: 2 });
      expect(images.map(({ id, labels }) => [id, ...labels])).toEqual([
        [val(4), 927],
        [val(9), 0],
      ]);
      expect(images[1]!.source.path).toBe(join(root, group, 'gaussian_noise/2/n01440764', `${val(9)}.JPEG`));
    }
  });
});

it('the folder of one severity is ImageNet-C, and that of a chain is not', () => {
  const images = sameImage([
    `fog/3/n01440764/${val(9)}.JPEG`,
    `not-imagenet-c/fog-2.5/n01440764/${val(9)}.JPEG`,
  ]);
  const root = makeTree(images);
  const stored = recogniseDataset(join(root, 'fog/3'));
  expect([stored.kind, stored.stored]).toEqual(['imagenet-c', [{ corruption: 'fog', severity: 3 }]]);
  expect(stored.images({ corruption: 'fog', severity: 3 })[0]!.source.path).toBe(
    join(root, `fog/3/n01440764/${val(9)}.JPEG`),
  );
  expect(recogniseDataset(join(root, 'not-imagenet-c/fog-2.5')).kind).toBe('image-folder');
});

describe('lists', () => {
  it('CSV with a header in any order, quoted paths', () => {
    const root = makeTree({
      'l.csv': 'label,path\n2,"a,b.png"\n0,c.png\n',
      ...sameImage(['a,b.png', 'c.png']),
    });
    const dataset = recogniseDataset(join(root, 'l.csv'));
    expect(labelsOf(dataset)).toEqual([
      ['a,b.png', 2],
      ['c.png', 0],
    ]);
  });

  it('JSON Lines with several labels, or names', () => {
    const root = makeTree({
      'n.jsonl': '{"path": "b.png", "labels": [3, 1]}\n\n{"path": "a.png", "label": 0}\n',
      'w.jsonl': '{"path": "b.png", "label": "pear"}\n{"path": "a.png", "label": "fig"}\n',
      ...sameImage(['a.png', 'b.png']),
    });
    expect(labelsOf(recogniseDataset(join(root, 'n.jsonl')))).toEqual([
      ['a.png', 0],
      ['b.png', 3, 1],
    ]);
    expect(labelsOf(recogniseDataset(join(root, 'w.jsonl')))).toEqual([
      ['a.png', 0],
      ['b.png', 1],
    ]);
  });

  it.each([
    ['a.png,1\n', /l\.csv:1: .*a\.png does not exist/],
    ['x.png,1\nx.png,2\n', /l\.csv:2: x\.png is listed twice/],
    ['x.png\n', /l\.csv:1: expected a path and a label/],
    ['x.png,n99999999\n', /l\.csv:1: n99999999 is not a class of ImageNet-1k/],
    ['x.png,1\ny.png,-1\n', /l\.csv:2: -1 is not a class index, but other lines have numbers/],
    ['x.png,1\ny.png,cat\n', /l\.csv:2: cat is not a class index, but other lines have numbers/],
    ['x.png,1.0\ny.png,1.0\n', /l\.csv:1: 1\.0 is not a class index/],
  ])('names the line with the mistake: %j', (csv, message) => {
    const root = makeTree({ 'l.csv': csv, ...sameImage(['x.png', 'y.png']) });
    expect(() => recogniseDataset(join(root, 'l.csv'))).toThrow(message);
  });
});

it('a link to a folder that contains it is refused', () => {
  const root = makeTree(sameImage(['cat/a.png', 'dog/b.png']));
  symlinkSync('..', join(root, 'cat/up'));
  expect(() => recogniseDataset(root)).toThrow(`${join(root, 'cat/up')} links to a folder that contains it`);
});

it('what is not a dataset: the message says what to do', () => {
  const root = makeTree({ 'val/x.txt': '', 'train/y.txt': '' });
  expect(() => recogniseDataset(root)).toThrow(/is not a dataset; did you mean .*\/val\?/);
  expect(() => recogniseDataset(join(root, 'nowhere'))).toThrow(/nowhere does not exist/);
  const flat = makeTree(sameImage(['photo.png']));
  expect(() => recogniseDataset(flat)).toThrow(/without class folders, e\.g\. photo\.png; list them/);
});

describe('checking', () => {
  const files = {
    ...sameImage(['a/1.png', 'b/2.png']),
    'a/broken.jpg': 'image:truncated.jpg',
    'b/empty.jpg': 'image:empty.jpg',
    'b/really.JPEG': 'image:really_png.JPEG',
  };

  it('lists unreadable and mislabelled images', async () => {
    const report = await checkDataset(recogniseDataset(makeTree(files)), { decode: true });
    expect([report.images, report.decoded, report.classesWithImages]).toEqual([5, 5, 2]);
    expect(report.unreadable.map(({ image }) => image).toSorted()).toEqual(['a/broken.jpg', 'b/empty.jpg']);
    expect(report.mislabelled).toEqual(['b/really.JPEG']);
  });

  it('datasets check exits with 1 for an unreadable image', async () => {
    const { code, stdout } = await runCli(['datasets', 'check', makeTree(files)]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^unreadable {3}2 of 5 decoded$/m);
    expect(stdout).toMatch(/empty\.jpg: the file is empty/);
    const sound = await runCli(['datasets', 'check', makeTree(sameImage(['a/1.png'])), '--json']);
    expect(sound.code).toBe(0);
    expect(JSON.parse(sound.stdout)).toMatchObject({ kind: 'image-folder', images: 1, unreadable: [] });
  });
});

/** Makes the entry of a file in a tar archive of the ustar format. */
function tarEntry(name: string, bytes: Uint8Array): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}
