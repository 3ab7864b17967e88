import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from './cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'fastvit-bench-download-'));
const asked: string[] = [];
const hub = createServer((request, response) => {
  asked.push(request.url ?? '');
  response.writeHead(404).end();
});
let env: Record<string, string>;
beforeAll(async () => {
  await new Promise<void>((done) => hub.listen(0, '127.0.0.1', done));
  const { port } = hub.address() as AddressInfo;
  env = { HF_ENDPOINT: `http://127.0.0.1:${port}`, HF_HUB_CACHE: join(folder, 'cache'), HF_HOME: folder };
});
afterAll(() => new Promise((done) => hub.close(done)));

test('missing data are reported before the hub is asked', async () => {
  const suite = join(folder, 'suite.json');
  const accuracy = { data: 'missing', models: [{ onnx: 'hf:org/name' }] };
  writeFileSync(suite, JSON.stringify({ name: 'x', accuracy }));
  for (const argv of [
    ['eval', '--data', join(folder, 'missing'), '--models', 'fastvit_t8'],
    ['run', suite],
  ]) {
    const { code, stderr } = await runCli(argv, { env });
    expect([code, stderr]).toEqual([2, `fastvit-bench: ${join(folder, 'missing')} does not exist\n`]);
  }
  expect(asked).toEqual([]);
});

test('without the hub, one line says what to do', async () => {
  const suite = ['eval', '--data', 'textures10', '--models', 'hf:org/name'];
  const offline = await runCli(suite, { env: { ...env, HF_HUB_OFFLINE: '1' } });
  expect([offline.code, offline.stderr]).toEqual([
    2,
    `fastvit-bench: org/name@main is not in the cache, and HF_HUB_OFFLINE is set; unset it to download, or copy the repository into ${env.HF_HUB_CACHE} from a machine that has it\n`,
  ]);
  expect(asked).toEqual([]);
});
