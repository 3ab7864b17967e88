import { expect, test } from 'vitest';
import { runCli } from './cli.ts';

test('the list has parameters, multiply-accumulates and published accuracy', async () => {
  const { code, stdout, stderr } = await runCli(['models']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout.split('\n')[0]).toMatch(
    /^model +family +input +params M +GMACs +weights MB +top-1 % +forms$/,
  );
  expect(stdout).toMatch(/^fastvit_t8 +fastvit +256 +3\.99 +0\.69 +16\.0 +76\.2 +train, inference$/m);
  expect(stdout).toMatch(/^poolformer_s12 +poolformer +224 +11\.92 +1\.81 +47\.7 +77\.2 +inference$/m);
});

test('--json and --family', async () => {
  const { stdout } = await runCli(['models', '--family', 'poolformer', '--json']);
  const list = JSON.parse(stdout);
  expect(list).toHaveLength(5);
  expect(list[0]).toMatchObject({ id: 'poolformer_s12', parameters: 11915176, reparameterizes: false });
});

test('show prints forms, stages, operations and weights', async () => {
  const { stdout } = await runCli(['models', 'show', 'fastvit_t8', '--resolution', '128']);
  expect(stdout).toContain('fastvit_t8 (fastvit), input 128x128');
  expect(stdout).toMatch(/^stages\.3 +384x4x4 /m);
  expect(stdout).toMatch(/^train +4\.03 /m);
  const { stdout: json } = await runCli(['models', 'show', 'fastvit_t8', '--json']);
  const { operations, macs } = JSON.parse(json);
  expect(operations.reduce((sum: number, { macs }: { macs: number }) => sum + macs, 0)).toBe(macs);
});

test.each([
  [['models', 'shw'], 'unknown subcommand "models shw"; did you mean "show"?'],
  [['models', 'show', 'fastvit_t9'], 'unknown model "fastvit_t9"; did you mean "fastvit_t8"?'],
  [['models', '--family', 'fastvitt'], 'unknown family "fastvitt"; did you mean "fastvit"?'],
  [
    ['models', 'verify'],
    'models verify needs --golden <folder>, stored outputs of the public implementations to compare with; a clone of the repository has them in test/fixtures/models',
  ],
  [['models', 'show', 'fastvit_t8', '--resolution', '0'], 'expected a whole number from 1 to 8,192'],
])('a mistake gives one line and code 2: %j', async (argv, message) => {
  const { code, stdout, stderr } = await runCli(argv);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
