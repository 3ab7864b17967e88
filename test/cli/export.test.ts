import { createReadStream, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Tensor as TfTensor } from '@tensorflow/tfjs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { channelsLast } from '../../src/backbones/lower/tfjs/index.ts';
import { seededInput } from '../../src/backbones/weights/seeded.ts';
import { tensorflow } from '../backbones/lower/tensorflow.ts';
import { relativeError } from '../runtimes/lowered.ts';
import { runCli } from './cli.ts';

test('an exported model runs; with --batch dynamic, in any batch', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'export-'));
  const file = join(folder, 't8.onnx');
  const argv = ['export', 'fastvit_t8', '--resolution', '64', '--batch', 'dynamic', '-o', file];
  const { code, stdout, stderr } = await runCli([...argv, '--json']);
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toMatchObject({
    file,
    form: 'inference',
    weights: 'seed:0',
    inputShape: ['batch', 3, 64, 64],
  });
  const session = await InferenceSession.create(file, { intraOpNumThreads: 1 });
  const input = new Tensor('float32', new Float32Array(2 * 3 * 64 * 64).fill(0.5), [2, 3, 64, 64]);
  const { logits } = await session.run({ input });
  expect(logits?.dims).toEqual([2, 1000]);
  expect(Array.from(logits?.data as Float32Array).every(Number.isFinite)).toBe(true);
  const before = readFileSync(file);
  expect(await runCli(argv)).toMatchObject({ code: 0, stdout: '' });
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('tf.loadGraphModel loads a tfjs export, with the logits of the ONNX file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'export-'));
  const common = ['export', 'mobileone_s0', '--resolution', '64', '--json', '-o'];
  expect((await runCli([...common, join(folder, 'm.onnx')])).code).toBe(0);
  const tfjs = await runCli([...common, join(folder, 'tfjs'), '--format', 'tfjs', '--batch', 'dynamic']);
  expect(JSON.parse(tfjs.stdout)).toMatchObject({
    file: join(folder, 'tfjs', 'model.json'),
    inputShape: ['batch', 64, 64, 3],
  });
  const values = seededInput([1, 3, 64, 64], '0');
  const session = await InferenceSession.create(join(folder, 'm.onnx'));
  const { logits } = await session.run({ input: new Tensor('float32', values, [1, 3, 64, 64]) });

  const tf = await tensorflow('wasm');
  const server = createServer((request, response) => {
    createReadStream(join(folder, 'tfjs', basename(request.url ?? ''))).pipe(response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    const { port } = server.address() as AddressInfo;
    const model = await tf.loadGraphModel(`http://127.0.0.1:${port}/model.json`);
    const one = channelsLast(values, [1, 3, 64, 64]);
    const y = model.predict(tf.tensor4d([...one, ...one], [2, 64, 64, 3])) as TfTensor;
    expect(y.shape).toEqual([2, 1000]);
    const both = (await y.data()) as Float32Array;
    const expected = logits!.data as Float32Array;
    expect(relativeError(both.subarray(0, 1000), expected)).toBeLessThan(1e-5);
    expect(relativeError(both.subarray(1000), expected)).toBeLessThan(1e-5);
  } finally {
    server.close();
  }
});

test.each([
  [['export', 'fastvit_t9', '-o', 'x.onnx'], 'unknown model "fastvit_t9"; did you mean "fastvit_t8"?'],
  [['export', 'fastvit_t8'], "required option '-o, --output <file>' not specified"],
  [
    ['export', 'fastvit_t8', '--form', 'trian', '-o', 'x.onnx'],
    'is invalid: allowed choices are train, inference.',
  ],
  [
    ['export', 'fastvit_t8', '--batch', '0', '-o', 'x.onnx'],
    'expected "dynamic", or a whole number from 1 to 4,096',
  ],
  [['export', 'fastvit_t8', '--weights', 'sed:0', '-o', 'x.onnx'], 'sed:0'],
  [['export', 'fastvit_t8', '-o', 'none/x.onnx'], '/none does not exist'],
])('a mistake gives one line, code 2 and no file: %j', async (argv, message) => {
  const folder = mkdtempSync(join(tmpdir(), 'export-'));
  const at = argv.map((word) => (word.endsWith('.onnx') ? join(folder, word) : word));
  const { code, stdout, stderr } = await runCli(at);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(readdirSync(folder)).toEqual([]);
});
