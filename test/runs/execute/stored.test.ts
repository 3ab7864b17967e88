import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AccuracyRecord } from '../../../src/results/index.ts';
import { checkedPlan, executeSuite } from '../../../src/runs/execute/index.ts';
import { parseSuite } from '../../../src/runs/suite/index.ts';
import { makeTree, sameImage } from '../../accuracy/image-tree.ts';
import { tinyModels } from '../../accuracy/tiny-models.ts';
import { runCli } from '../../cli/cli.ts';
import { fakes } from './fakes.ts';

/** ImageNet-C of three corruptions, one without severity 5 and one that the registry does not know. */
const SEVERITIES = { fog: [1, 3, 5], gaussian_noise: [1, 3], our_own: [1] };

function storedTree(): string {
  const classes = ['ant', 'bee', 'cat', 'dog'].map((name) => `${name}/a.png`);
  const folders = Object.entries(SEVERITIES).flatMap(([name, severities]) =>
    severities.map((severity) => `${name}/${severity}`),
  );
  return makeTree(sameImage(folders.flatMap((folder) => classes.map((image) => `c/${folder}/${image}`))));
}

function suiteOf(root: string, more: object) {
  const accuracy = { data: join(root, 'c'), models: ['tiny_a', 'tiny_b'], workers: 1, ...more };
  const suite = parseSuite({ name: 'stored', accuracy: { ...accuracy, weights: 'seed:0' } }, 'stored.json');
  return { suite, resolved: suite, path: 'stored.json' };
}

test.each([
  [
    'everything that is stored',
    {},
    ['fog 1', 'fog 3', 'fog 5', 'gaussian_noise 1', 'gaussian_noise 3', 'our_own 1'],
  ],
  [
    'a group, at two severities',
    { corruptions: ['weather', 'our_own'], severities: [1, 5] },
    ['fog 1', 'fog 5', 'our_own 1'],
  ],
])('a plan for stored images has the cells that the run makes: %s', async (_, more, expected) => {
  const root = storedTree();
  const loaded = suiteOf(root, more);
  const planned = checkedPlan(loaded, tinyModels).accuracy.map(
    ({ model, corruption, severity, protocol }) => `${model} ${corruption} ${severity} ${protocol}`,
  );
  expect(planned).toEqual(
    expected.flatMap((what) => ['tiny_a', 'tiny_b'].map((id) => `${id} ${what} imagenet-c`)),
  );

  const { deps, hooks } = fakes();
  const options = { root, out: join(root, 'run'), command: ['run'], env: {} };
  const { records, run } = await executeSuite(loaded, options, { ...deps, source: tinyModels }, hooks);
  const made = records.flatMap((record) => (record.type === 'accuracy' ? [describeCell(record)] : []));
  expect(made.toSorted()).toEqual(planned.toSorted());
  expect(run.plan.cells).toBe(planned.length);
});

test('a set that stores nothing of what the suite asks for is refused before the run', () => {
  const root = storedTree();
  expect(() => checkedPlan(suiteOf(root, { corruptions: ['snow'] }), tinyModels)).toThrow(
    `stored.json: ${join(root, 'c')} stores none of the selected corruptions and severities; it has fog, gaussian_noise, our_own`,
  );
});

test('--dry-run prints the stored cells, and plans absent data as images to corrupt', async () => {
  const root = storedTree();
  const plan = async (data: string) => {
    const accuracy = {
      data,
      models: ['fastvit_t8'],
      weights: 'seed:0',
      corruptions: ['fog'],
      severities: [3, 4],
    };
    const tree = makeTree({ 'stored.json': JSON.stringify({ name: 'stored', accuracy }) });
    const { code, stdout } = await runCli(['run', join(tree, 'stored.json'), '--dry-run', '--json']);
    expect(code).toBe(0);
    return JSON.parse(stdout).accuracy.map(
      ({ corruption, severity }: Record<string, unknown>) => `${corruption} ${severity}`,
    );
  };
  expect(await plan(join(root, 'c'))).toEqual(['fog 3']);
  expect(await plan(join(root, 'none'))).toEqual(['none 0', 'fog 3', 'fog 4']);
});

function describeCell({ cell }: AccuracyRecord): string {
  return `${cell.model} ${cell.corruption} ${cell.severity} ${cell.protocol}`;
}
