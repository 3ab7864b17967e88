import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recogniseDataset } from '../../../src/accuracy/datasets/index.ts';
import { runCli } from '../../cli/cli.ts';
import { makeTree, sameImage } from '../image-tree.ts';

it('keeps what the model gets wrong, with the class numbers of the original dataset', async () => {
  const data = makeTree(sameImage(['n01440764/a.png', 'n07613480/b.png', 'n07613480/c.png']));
  const out = join(makeTree({}), 'hard');
  // Made-up weights are wrong about everything here, with little confidence.
  const model = ['--model', 'fastvit_t8', '--weights', 'seed:0', '--resolution', '64', '--workers', '1'];
  const strict = await runCli(['filter', data, ...model, '--confidence', '0.9', '-o', out]);
  expect(strict.code).toBe(2);
  expect(strict.stderr).toMatch(
    /no image of .* is predicted wrongly with this confidence; choose a lower one/,
  );
  expect(existsSync(out)).toBe(false);

  const { code, stdout } = await runCli(['filter', data, ...model, '--confidence', '0', '-o', out, '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout).filter).toMatchObject({ model: 'fastvit_t8', kept: 3, of: 3 });
  const subset = recogniseDataset(out);
  expect(subset.name).toBe('hard');
  expect(subset.images().map(({ labels }) => labels[0])).toEqual([0, 927, 927]);
  const manifest = JSON.parse(readFileSync(join(out, 'dataset.json'), 'utf8'));
  expect([manifest.schema, manifest.classNames.length, manifest.source]).toEqual([
    'fastvit-bench/dataset@1',
    1000,
    data,
  ]);
}, 120_000);

const seeded = ['--model', 'fastvit_t8', '--weights', 'seed:0', '--resolution', '64', '--workers', '1'];
const everything = [...seeded, '--confidence', '0'];

it('keeps all images of a list with equal names, and gives them extensions', async () => {
  const files = ['a/1.png', 'b/1.png', 'b/a_1.png', 'c/1.dat'];
  const rows = files.map((file) => `${file},42`).join('\n');
  const data = makeTree({
    ...sameImage(files),
    'list.csv': `path,label\n${rows}\ne.png,43\n`,
    ...sameImage(['e.png']),
  });
  const out = join(makeTree({}), 'hard');
  const { code, stderr } = await runCli(['filter', join(data, 'list.csv'), ...everything, '-o', out]);
  expect([code, stderr]).toEqual([0, expect.stringMatching(/: 5 of 5 images$/m)]);
  const images = recogniseDataset(out).images();
  expect(images.map(({ id, labels }) => `${labels[0]} ${id}`)).toEqual([
    '42 42/1.dat.JPEG',
    '42 42/1.png',
    '42 42/a_1.png',
    '42 42/b_1.png',
    '43 43/e.png',
  ]);
}, 120_000);

it('lists unreadable images, and exits with 1 unless they are allowed', async () => {
  const data = makeTree({
    ...sameImage(['n01440764/a.png', 'n07613480/b.png']),
    'n01440764/x.jpg': 'image:truncated.jpg',
  });
  const root = makeTree({});
  const strict = await runCli(['filter', data, ...everything, '-o', join(root, 'a')]);
  expect(strict.code).toBe(1);
  expect(strict.stderr).toMatch(/^unreadable: .*n01440764\/x\.jpg: the JPEG data is broken or truncated$/m);
  expect(recogniseDataset(join(root, 'a')).images()).toHaveLength(2);
  const allowed = ['filter', data, ...everything, '--allow-unreadable', '1', '-o', join(root, 'b')];
  expect((await runCli(allowed)).code).toBe(0);
}, 120_000);

describe('before anything is evaluated, filter refuses', () => {
  const data = makeTree(sameImage(['cats/a.png', 'dogs/b.png', 'c/fog/3/cats/a.png']));
  const list = makeTree({ ...sameImage(['a.png']), 'list.csv': 'a.png,cats/small\n' });
  it.each([
    [join(data, 'cats/..'), join(data, 'hard'), 'lies inside the input folder'],
    [data, data, 'already exists; choose another folder'],
    [data, join(data, 'cats/a.png/x'), 'a.png is a file, not a folder'],
    [join(data, 'c'), join(data, 'hard'), 'contains the corrupted images of ImageNet-C'],
    [join(list, 'list.csv'), join(list, 'hard'), 'the class "cats/small" of'],
  ])('%s -o %s', async (input, out, message) => {
    const { code, stderr } = await runCli(['filter', input, ...everything, '-o', out]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

it('eval exits with 1 for an unreadable image unless it is allowed', async () => {
  const data = makeTree({
    ...sameImage(['n01440764/a.png', 'n07613480/b.png']),
    'n01440764/x.jpg': 'image:truncated.jpg',
  });
  const root = makeTree({});
  const args = [
    'eval',
    '--data',
    data,
    '--models',
    'fastvit_t8',
    '--weights',
    'seed:0',
    '--resolution',
    '64',
  ];
  const run = await runCli([...args, '--workers', '1', '--out', join(root, 'a'), '--json']);
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(/^unreadable: .*n01440764\/x\.jpg: the JPEG data is broken or truncated$/m);
  const [record] = JSON.parse(run.stdout);
  expect(record).toMatchObject({ type: 'accuracy', images: 2, unreadable: 1 });
  const allowed = await runCli([
    ...args,
    '--workers',
    '1',
    '--out',
    join(root, 'b'),
    '--allow-unreadable',
    '1',
  ]);
  expect(allowed.code).toBe(0);
  expect(allowed.stdout).toMatch(/fastvit_t8/);
}, 120_000);
