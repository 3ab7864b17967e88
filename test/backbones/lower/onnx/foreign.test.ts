import { mkdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { exportModel, lowerModel, seeded } from '../../../../src/backbones/lower/index.ts';
import {
  adaptOnnx,
  onnxCost,
  readOnnx,
  signatureOf,
} from '../../../../src/backbones/lower/onnx/read/index.ts';
import { seedWeights } from '../../../../src/backbones/weights/index.ts';
import { systemPath } from '../../../../src/files/index.ts';
import { checkWeights, fetchHubModels, modelSource } from '../../../../src/runs/execute/index.ts';
import { onnxModels } from '../../../../src/runs/execute/onnx-models.ts';
import { modelRefId, parseSuite } from '../../../../src/runs/suite/index.ts';
import { hasFifos, makeFifo } from '../../../support/special-files.ts';
import { startHub } from '../../weights/hub-server.ts';
import { temporaryFolder } from '../../weights/temporary.ts';
import { branch, externalTensor, node, type SmallModel, smallModel, WEIGHTS } from './onnx-bytes.ts';

const folder = temporaryFolder();
const write = (name: string, model: SmallModel = {}) => folder.write(name, smallModel(model));

describe('counting an ONNX file', () => {
  it.each(['fastvit_sa12', 'mobileone_s0', 'efficientnet_b0', 'poolformer_s12', 'cmt_ti'])(
    '%s: parameters and MACs are those of the graph it was written from',
    (model) => {
      for (const form of ['train', 'inference'] as const) {
        const { onnx, cost, graph } = lowerModel({
          model,
          form,
          lowering: 'plain',
          weights: seeded(model, '0'),
        });
        const file = readOnnx(folder.write('counted.onnx', onnx));
        const counted = onnxCost(file, new Map([['input', graph.nodes[0]!.shape]]));
        expect(counted.uncounted).toEqual([]);
        expect(counted.parameters).toBe(cost.parameters);
        expect(counted.macs).toBe(cost.macs.total);
      }
    },
  );

  it('counts for the given batch, and lists what it cannot count', () => {
    const model = readOnnx(write('small.onnx'));
    const input = new Map([['pixels', [4, 3, 8, 8]]]);
    expect(onnxCost(model, input)).toEqual({
      parameters: 6,
      weightBytes: 24,
      macs: 24,
      activationBytes: 4 * (4 * 3 * 64 + 2 * 12 + 8),
      uncounted: [],
    });
    const nodes = model.nodes.map((node) => (node.op === 'MatMul' ? { ...node, op: 'Einsum' } : node));
    expect(onnxCost({ ...model, nodes }, input)).toMatchObject({ macs: undefined, uncounted: ['Einsum'] });
  });
});

describe('the input of a foreign model', () => {
  it.each([
    [{}, { layout: 'NCHW', type: 'float32', batch: undefined, height: undefined, width: undefined }],
    [{ dims: [1, 3, 32, 48] }, { layout: 'NCHW', batch: 1, height: 32, width: 48 }],
    [{ layout: 'NHWC' }, { layout: 'NHWC', height: undefined }],
    [
      { dims: [2, 40, 'w', 3], layout: 'NHWC' },
      { layout: 'NHWC', batch: 2, height: 40, width: undefined },
    ],
    [{ type: 'float16' }, { type: 'float16', outputType: 'float16' }],
    [{ dims: ['a', 'b', 'c', 'd'] }, { layout: 'NCHW', height: undefined }],
  ] as const)('is read: %j', (model, expected) => {
    const signature = signatureOf(readOnnx(write('signature.onnx', model)));
    expect(signature).toMatchObject({ input: 'pixels', output: 'scores', classes: 2, ...expected });
  });

  it.each([
    [{ dims: [1, 4, 8, 8] }, 'neither its second axis nor its last is 3'],
    [{ dims: [1, 3, 8] }, 'is [1, 3, 8], but needs four axes'],
    [{ outputs: 0 }, 'it has no output'],
  ])('is refused: %j', (model, message) => {
    expect(() => signatureOf(readOnnx(write('refused.onnx', model)))).toThrow(message);
  });

  it.each([
    ['open axes', {}, true],
    ['fixed axes', { dims: [2, 3, 6, 8] }, false],
    ['channels last', { layout: 'NHWC' }, true],
    ['half precision', { type: 'float16' }, true],
    ['half precision, channels last', { type: 'float16', layout: 'NHWC', dims: [2, 6, 8, 3] }, true],
  ] as const)('of %s becomes float32 [N, 3, H, W]', async (_, model, copied) => {
    const source = write('source.onnx', model);
    const copy = join(folder.path, 'copy.onnx');
    const { path, input, output } = adaptOnnx(readOnnx(source), { resolution: [6, 8], batch: 2 }, copy);
    expect(path).toBe(copied ? copy : source);
    const { inputs, outputs } = readOnnx(path);
    expect(inputs).toEqual([{ name: input.name, type: 'float32', dims: [2, 3, 6, 8] }]);
    expect(outputs.map(({ name }) => name)).toContain(output);
    const session = await InferenceSession.create(path);
    // Red, green, blue are 1, 2, 3 in the first image and 4, 5, 6 in the second.
    const pixels = Float32Array.from({ length: 2 * 3 * 48 }, (_, i) => Math.floor(i / 48) + 1);
    const results = await session.run({ [input.name]: new Tensor('float32', pixels, input.shape) }, [output]);
    await session.release();
    expect([...(results[output]!.data as Float32Array)]).toEqual([1 + 3, -3, 4 + 6, -6]);
  });

  it('must have the size that the file requires', () => {
    const model = readOnnx(write('fixed.onnx', { dims: [1, 3, 32, 32] }));
    const path = join(folder.path, 'none.onnx');
    expect(() => adaptOnnx(model, { resolution: [64, 64], batch: 1 }, path)).toThrow(
      'only takes 32x32 pixels, not 64x64; measure it at that resolution or export it with dynamic axes',
    );
    expect(() => adaptOnnx(model, { resolution: [32, 32], batch: 8 }, path)).toThrow(
      'only takes a batch of 1, not 8; measure it at that batch size or export it with a dynamic batch axis',
    );
  });
});

describe('tensors in a file of their own', () => {
  const beside = (name: string, model: SmallModel = {}) => {
    const path = join(folder.path, name);
    mkdirSync(path);
    writeFileSync(join(path, 'w.bin'), WEIGHTS);
    writeFileSync(join(path, 'model.onnx'), smallModel({ ...model, external: 'w.bin' }));
    return join(path, 'model.onnx');
  };
  const scores = async (path: string, input: string, shape: readonly number[]) => {
    const session = await InferenceSession.create(path);
    const pixels = Float32Array.from({ length: 3 * 48 }, (_, i) => Math.floor(i / 48) + 1);
    const results = await session.run({ [input]: new Tensor('float32', pixels, shape) });
    await session.release();
    return [...(results.scores!.data as Float32Array)];
  };
  const size = { resolution: [6, 8], batch: 1 } as const;

  it.each([
    ['fixed', { dims: [1, 3, 6, 8] }, false],
    ['open', {}, true],
    ['last', { layout: 'NHWC' }, true],
  ] as const)('go along with a model: %s', async (name, model, copied) => {
    const source = beside(`own-${name}`, model);
    const adapted = adaptOnnx(readOnnx(source), size, join(folder.path, `copy-${name}`));
    expect(adapted.path).toBe(copied ? join(folder.path, `copy-${name}`, 'model.onnx') : source);
    expect(await scores(adapted.path, adapted.input.name, adapted.input.shape)).toEqual([4, -3]);
  });

  it('are collected in one folder if they are links, as in the cache of the hub', async () => {
    const source = beside('blobs', { dims: [1, 3, 6, 8] });
    const links = join(folder.path, 'links');
    mkdirSync(links);
    renameSync(source, join(folder.path, 'blobs', 'abc'));
    symlinkSync('../blobs/abc', join(links, 'model.onnx'));
    symlinkSync('../blobs/w.bin', join(links, 'w.bin'));
    const copy = join(folder.path, 'together');
    const { path } = adaptOnnx(readOnnx(join(links, 'model.onnx')), size, copy);
    expect(path).toBe(join(copy, 'model.onnx'));
    expect(await scores(path, 'pixels', [1, 3, 6, 8])).toEqual([4, -3]);
  });

  it.each([
    ['missing', () => {}, 'keeps tensors in "w.bin", which is missing; put that file next to it'],
    ['a folder', (path: string) => mkdirSync(path), 'its file of tensors "w.bin" is a folder'],
    ['a loop', (path: string) => symlinkSync('w.bin', path), 'its links lead in a circle'],
    ['a named pipe', makeFifo, 'its file of tensors "w.bin" is a named pipe, not a regular file'],
  ] as const)('are checked before anything is measured: %s', { timeout: 20_000 }, (name, make, message) => {
    if (!hasFifos && name !== 'missing' && name !== 'a folder') return;
    const onnx = beside(`checked-${name}`, { dims: [1, 3, 6, 8] });
    rmSync(join(folder.path, `checked-${name}`, 'w.bin'));
    make(join(folder.path, `checked-${name}`, 'w.bin'));
    expect(() =>
      onnxModels.check({ onnx, id: 'x' } as never, { resolution: [6, 8], batch: 1 } as never),
    ).toThrow(message);
    expect(() => onnxModels.recipe({ onnx, id: 'x' } as never, [6, 8])).toThrow(message);
  });

  const hidden = externalTensor('hidden', 'hidden.bin');
  const constant = node('Constant', [], 'constant', [{ name: 'value', type: 4, t: hidden }]);
  it.each([
    ['the graph of an If', { nodes: [branch([hidden])] }],
    ['a graph in a graph', { nodes: [branch([], [branch([], [branch([hidden])])])] }],
    ['a constant in a graph', { nodes: [branch([], [constant])] }],
    [
      'a list of graphs',
      { nodes: [node('X', [], 'x', [{ name: 'g', graphs: [{ initializer: [hidden] }] }])] },
    ],
    ['a list of tensors', { nodes: [node('X', [], 'x', [{ name: 't', tensors: [hidden] }])] }],
    ['a function', { functions: [{ name: 'f', node: [constant] }] }],
  ])('are found in %s', (name, model) => {
    const onnx = join(folder.path, `${name}.onnx`);
    writeFileSync(onnx, smallModel({ dims: [1, 3, 6, 8], ...model }));
    const check = () =>
      onnxModels.check({ onnx, id: 'x' } as never, { resolution: [6, 8], batch: 1 } as never);
    expect(check).toThrow('keeps tensors in "hidden.bin", which is missing; put that file next to it');
  });

  it('are copied, not linked, for the graph of an If: onnxruntime refuses links', async () => {
    const path = join(folder.path, 'inner');
    mkdirSync(path);
    writeFileSync(join(path, 'hidden.bin'), WEIGHTS);
    const graph = (result: string) => ({
      name: result,
      initializer: [externalTensor(`${result}_weight`, 'hidden.bin')],
      node: [node('MatMul', ['mean', `${result}_weight`], result, [])],
      output: [{ name: result, type: { tensorType: { elemType: 1 } } }],
    });
    const branches = [
      { name: 'then_branch', type: 5, g: graph('then') },
      { name: 'else_branch', type: 5, g: graph('else') },
    ];
    const value = { name: 'true', dims: [], dataType: 9, int32Data: [1] };
    const condition = node('Constant', [], 'condition', [{ name: 'value', type: 4, t: value }]);
    const nodes = [condition, node('If', ['condition'], 'chosen', branches)];
    writeFileSync(join(path, 'model.onnx'), smallModel({ nodes }));
    const adapted = adaptOnnx(readOnnx(join(path, 'model.onnx')), size, join(folder.path, 'inner-copy'));
    expect(statSync(join(folder.path, 'inner-copy', 'hidden.bin')).nlink).toBe(1);
    expect(await scores(adapted.path, adapted.input.name, adapted.input.shape)).toEqual([4, -3]);
  });

  it('may lie 40 graphs deep, and no deeper', () => {
    const nested = (depth: number) => {
      let inner = branch([hidden]);
      for (let i = 1; i < depth; i++) inner = branch([], [inner]);
      return write('nested.onnx', { nodes: [inner] });
    };
    expect(readOnnx(nested(40)).externalFiles).toEqual(['hidden.bin']);
    expect(() => readOnnx(nested(41))).toThrow('nested.onnx nests graphs more than 40 deep');
  });

  it('may not have a name of 5,000 characters', () => {
    const onnx = join(folder.path, 'long.onnx');
    writeFileSync(onnx, smallModel({ dims: [1, 3, 6, 8], external: 'w'.repeat(5000) }));
    const check = () =>
      onnxModels.check({ onnx, id: 'x' } as never, { resolution: [6, 8], batch: 1 } as never);
    expect(check).toThrow(/its file of tensors "w{77}\.\.\." cannot be read: the name is too long$/);
  });

  it.skipIf(process.platform !== 'linux')('go along with a model whose name is not UTF-8', async () => {
    beside('latin', { dims: [1, 3, 6, 8] });
    const odd = join(folder.path, 'gr\udcfcn');
    renameSync(join(folder.path, 'latin'), systemPath(odd));
    const adapted = adaptOnnx(readOnnx(join(odd, 'model.onnx')), size, join(folder.path, 'named'));
    expect(adapted.path).toBe(join(folder.path, 'named', 'model.onnx'));
    expect(await scores(adapted.path, 'pixels', [1, 3, 6, 8])).toEqual([4, -3]);
    expect(modelRefId({ onnx: join(odd, 'm\udce4h.onnx') })).toBe('m%E4h');
  });

  it('are part of the digest, and must exist', () => {
    const source = beside('digest', { dims: [1, 3, 6, 8] });
    const digest = () => adaptOnnx(readOnnx(source), size, join(folder.path, 'none')).digest;
    const before = digest();
    writeFileSync(join(folder.path, 'digest', 'w.bin'), WEIGHTS.toReversed());
    expect(digest()).not.toBe(before);
    rmSync(join(folder.path, 'digest', 'w.bin'));
    expect(digest).toThrow('keeps tensors in "w.bin", which is missing');
  });

  it.each(['../w.bin', '/etc/passwd', 'a/../../w.bin', ''])(
    'must be in the same folder: "%s"',
    (external) => {
      expect(() => readOnnx(write('elsewhere.onnx', { external }))).toThrow('which is outside its folder');
    },
  );
});

describe('a suite', () => {
  it('fetches the tensors and the preprocessing of a model from the hub', async () => {
    const hub = await startHub('someone/model');
    hub.files.set('onnx/model.onnx', smallModel({ external: 'w.bin' }));
    hub.files.set('onnx/w.bin', Buffer.from(WEIGHTS));
    hub.files.set('preprocessor_config.json', Buffer.from('{"image_mean": [0.1, 0.2, 0.3], "size": 48}'));
    const value = { name: 'hub', latency: { models: [{ onnx: 'hf:someone/model' }], resolutions: [48] } };
    const suite = parseSuite(value, 'hub.json');
    const env = { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: join(folder.path, 'cache') };
    const loaded = await fetchHubModels({ suite, resolved: suite, path: 'hub.json' }, { env });
    await hub.close();
    const [ref] = loaded.resolved.latency!.models;
    expect(ref).toMatchObject({ id: 'model', onnx: expect.stringMatching(/onnx.model\.onnx$/) });
    expect(modelSource.evaluation(ref!, 'seed:0')).toMatchObject({
      mean: [0.1, 0.2, 0.3],
      resolution: [48, 48],
    });
    const path = join(folder.path, 'from-hub');
    const how = { form: 'inference', resolution: [48, 48], batch: 1, weights: 'seed:0' } as const;
    const written = await modelSource.write(ref!, { ...how, format: 'onnx', path });
    expect(written.path).toBe(join(path, 'model.onnx'));
    await (await InferenceSession.create(written.path)).release();
  });

  it('reports weights that do not fit before anything is measured', async () => {
    const value = (more: object) =>
      parseSuite({ name: 'misfit', latency: { models: ['mobileone_s0'], resolutions: [64], ...more } }, 'm');
    const check = (more: object) => {
      const suite = value(more);
      return checkWeights({ suite, resolved: suite, path: 'm.json' }, { env: {} });
    };
    const bare = join(import.meta.dirname, '../../../fixtures/checkpoints/bare.pth');
    await expect(check({ weights: bare })).rejects.toThrow(/^m\.json: .*bare\.pth does not fit mobileone_s0/);
    await check({ weights: 'seed:0' });
    const fused = join(folder.path, 'fused.safetensors');
    const weights = seedWeights('0', 'mobileone_s0');
    const how = { form: 'inference', format: 'safetensors', path: fused, tool: 'test' } as const;
    exportModel({ model: 'mobileone_s0', weights, ...how });
    await check({ weights: fused });
    await expect(check({ weights: fused, forms: ['inference', 'train'] })).rejects.toThrow(
      /without the training form; set "forms": \["inference"\]$/,
    );
    await expect(check({ weights: fused, models: ['mine.onnx'] })).rejects.toThrow(
      '"mine.onnx" is not a model id; write an ONNX file as { "onnx": "mine.onnx" }',
    );
  });

  it('measures an ONNX file like a model of the registry', async () => {
    const ref = { onnx: write('mine.onnx'), input: { mean: [0, 0, 0], size: 48 } };
    expect(modelSource.formsDiffer(ref)).toBe(false);
    expect(modelSource.evaluation(ref, 'seed:0')).toMatchObject({ resolution: 48, mean: [0, 0, 0] });
    const path = join(folder.path, 'written.onnx');
    const resolution = [48, 48] as const;
    const how = { form: 'inference', resolution, batch: 2, weights: 'seed:0', format: 'onnx', path } as const;
    expect(await modelSource.write(ref, how)).toMatchObject({
      path,
      input: { name: 'pixels', shape: [2, 3, 48, 48] },
      output: 'scores',
      weights: 'in the ONNX file',
      layers: ['mean', 'scores'],
      cost: { parameters: 6, macs: 6, weightBytes: 24 },
    });
    await expect(modelSource.write(ref, { ...how, format: 'tfjs' })).rejects.toThrow('is an ONNX file');
    const missing = { onnx: '/none.onnx' };
    expect(() => modelSource.check(missing, { resolution, batch: 1 })).toThrow('/none.onnx: no such');
  });
});
