import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readGolden, type Verdict, verifyRuntime } from '../../../src/verdicts/verify/index.ts';
import { runCli } from '../../cli/cli.ts';

const folder = fileURLToPath(new URL('../../fixtures/models', import.meta.url));
const tfjs = { runtime: 'tfjs', provider: 'wasm' };

async function verdicts(golden: Parameters<typeof verifyRuntime>[0]): Promise<Verdict[]> {
  const found: Verdict[] = [];
  for await (const verdict of verifyRuntime(golden, tfjs)) found.push(verdict);
  return found;
}

test('tfjs gives the logits of the reference, in both forms', { timeout: 60_000 }, async () => {
  const golden = readGolden(folder, 'mobileone_s0');
  const found = await verdicts({ ...golden, runs: golden.runs.slice(0, 1) });
  expect(found.map(({ form, held, failure }) => ({ form, held, failure }))).toEqual([
    { form: 'train', held: 1, failure: undefined },
    { form: 'inference', held: 1, failure: undefined },
  ]);
});

test('a different logit is a failure that states the difference', { timeout: 60_000 }, async () => {
  const golden = readGolden(folder, 'mobileone_s0');
  const [run] = golden.runs;
  const other = { ...golden, runs: [{ ...run!, seed: 'another' }] };
  const [first] = await verdicts(other);
  expect(first).toMatchObject({
    held: 0,
    failure: expect.stringMatching(/^logits: differ by .* \(tolerance /),
  });
});

test('a runtime that does not exist is refused before anything runs', async () => {
  const { stderr, code } = await runCli(['models', 'verify', '--golden', folder, '--runtime', 'tjfs']);
  expect(code).toBe(2);
  expect(stderr).toContain('unknown runtime "tjfs"');
});

test('a runtime that does not work here gives one line, and exit code 2', { timeout: 60_000 }, async () => {
  const argv = ['models', 'verify', 'mobileone_s0', '--golden', folder, '--runtime', 'browser:wasm'];
  const { stdout, stderr, code } = await runCli([...argv, '--browser', '/nowhere/chromium']);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(
    /^fastvit-bench: the runtime browser:wasm does not work here: there is no browser at \/nowhere\/chromium; .*\n$/,
  );
});

test('a process that fails gives a verdict', { timeout: 60_000 }, async () => {
  const golden = readGolden(folder, 'mobileone_s0');
  const [run] = golden.runs;
  // The model takes three channels.
  const [first] = await verdicts({ ...golden, runs: [{ ...run!, input: [1, 4, 64, 64] }] });
  expect(first).toMatchObject({ held: 0, failure: expect.stringMatching(/^does not run: /) });
});
