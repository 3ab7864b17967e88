import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { recogniseDataset } from '../../src/accuracy/datasets/index.ts';
import { runCli } from '../cli/cli.ts';
import { makeTree, sameImage } from './image-tree.ts';

it('keeps what the model gets wrong, with the class numbers of the whole set', async () => {
  const data = makeTree(sameImage(['n01440764/a.png', 'n07613480/b.png', 'n07613480/c.png']));
  const out = join(makeTree({}), 'hard');
  // Made-up weights are wrong about everything here, with little confidence.
  const model = ['--model', 'fastvit_t8', '--weights', 'seed:0', '--resolution', '64', '--workers', '1'];
  const strict = await runCli(['filter', data, ...model, '--confidence', '0.9', '-o', out]);
  expect(strict.code).toBe(2);
  expect(strict.stderr).toMatch(/no image of .* is predicted wrongly with that confidence; lower it/);
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

it('eval ends with 1 for a broken image unless it is allowed', async () => {
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
