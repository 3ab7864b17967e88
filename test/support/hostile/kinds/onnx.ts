import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import onnxProto from 'onnx-proto';
import { delimited } from '../../../../src/backbones/lower/onnx/read/proto.ts';
import { modelSource } from '../../../../src/runs/execute/index.ts';
import { flawedOnnx } from '../../../accuracy/bad-models.ts';
import { tinyModels } from '../../../accuracy/tiny-models.ts';
import { smallModel, WEIGHTS } from '../../../backbones/lower/onnx/onnx-bytes.ts';
import { PICTURES, writePhotos } from '../base-files.ts';
import { mutatedBytes } from '../bytes.ts';
import type { Chance } from '../chance.ts';
import { TEXTS } from '../json.ts';
import type { Kind, Scene } from '../kind.ts';
import { misplace } from '../places.ts';
import { runHere } from '../run.ts';

const { onnx: proto } = onnxProto;

/** Foreign ONNX files: planned, read for their cost, adapted, and a few evaluated. */
export const onnx: Kind = {
  name: 'onnx',
  share: 2300,
  async prepare(base) {
    await runHere(['export', 'mobileone_nano', '-o', join(base, 'registry.onnx')], {});
    await tinyModels.write('tiny_a', { ...SIZE, path: join(base, 'tiny.onnx') });
    const small = {
      plain: smallModel(),
      nhwc: smallModel({ layout: 'NHWC', metadata: { mean: '[0.5,0.5,0.5]' } }),
      half: smallModel({ type: 'float16', dims: [1, 3, 32, 32] }),
      external: smallModel({ external: 'w.bin' }),
      loop: flawedOnnx('hang'),
      nan: flawedOnnx('nan'),
    };
    for (const [name, bytes] of Object.entries(small)) writeFileSync(join(base, `${name}.onnx`), bytes);
  },
  open: async (base) => ({
    scene(folder, chance) {
      const name = chance.pick(['plain', 'nhwc', 'half', 'external', 'loop', 'nan', 'tiny', 'registry']);
      const bytes = readFileSync(join(base, `${name}.onnx`));
      writeFileSync('w.bin', WEIGHTS);
      writeFileSync('model.onnx', damaged(bytes, chance));
      if (chance.happens(0.03)) misplace('model.onnx', chance);
      if (chance.happens(0.03)) misplace('w.bin', chance);
      if (chance.happens(0.1)) writeFileSync('preprocessor_config.json', configuration(chance));
      return chance.happens(0.015) ? evaluated(folder) : read(chance);
    },
  }),
};

const SIZE = {
  format: 'onnx',
  form: 'inference',
  resolution: [32, 32],
  batch: 1,
  weights: 'seed:0',
} as const;

function read(chance: Chance): Scene {
  const model = { onnx: 'model.onnx' };
  const latency = { models: [model], resolutions: [32] };
  const accuracy = { models: [model], data: 'photos', weights: 'seed:0', resolution: 32 };
  writeFileSync('suite.json', JSON.stringify({ name: 'foreign', latency, accuracy }));
  const photo = join(PICTURES, 'small_23x17.png');
  const preprocess = ['preprocess', photo, '--model', 'model.onnx', '-o', 'seen.png'];
  const write = {
    name: 'write and count a foreign model',
    call: () => modelSource.write(model, { ...SIZE, path: 'copy.onnx' }),
  };
  const steps = chance.pick([
    [['run', 'suite.json', '--dry-run'], write],
    [write],
    [preprocess],
    [['compare', 'model.onnx', 'gone.onnx', '--live']],
  ]);
  return { steps, outputs: steps.includes(preprocess) ? ['seen.png'] : [] };
}

function evaluated(folder: string): Scene {
  writePhotos(join(folder, 'photos'));
  const argv = [
    'eval',
    '--data',
    'photos',
    '--models',
    'model.onnx',
    '--weights',
    'seed:0',
    '--workers',
    '1',
  ];
  return { steps: [[...argv, '--resolution', '32', '--timeout-seconds', '3', '--out', 'run']] };
}

function damaged(bytes: Buffer, chance: Chance): Buffer {
  if (chance.happens(0.4)) return mutatedBytes(bytes, chance);
  if (chance.happens(0.03)) return nested(chance.pick([20, 2000]));
  try {
    const model = proto.ModelProto.toObject(proto.ModelProto.decode(bytes));
    for (let i = 1 + chance.below(3); i > 0; i--) mutate(model, chance);
    return Buffer.from(proto.ModelProto.encode(model).finish());
  } catch {
    // What cannot be encoded is no file.
    return mutatedBytes(bytes, chance);
  }
}

/** Replaces a value somewhere in a model by another of its type, or repeats, removes or exchanges members of a list. */
function mutate(root: object, chance: Chance): void {
  const places = placesIn(root as Record<string, unknown>);
  if (places.length === 0) return;
  const { parent, key } = chance.pick(places);
  const value = parent[key];
  if (typeof value === 'number') parent[key] = chance.pick(NUMBERS);
  else if (typeof value === 'string')
    parent[key] = chance.pick([...TEXTS, 'pixels', 'scores', 'mean', 'weight']);
  else if (value instanceof Uint8Array) parent[key] = value.subarray(0, chance.below(value.length + 1));
  else if (Array.isArray(value)) parent[key] = rearranged(value, chance);
  // A 64-bit number.
  else if (typeof value === 'object' && value !== null && 'low' in value) parent[key] = chance.pick(NUMBERS);
  else delete parent[key];
}

const NUMBERS = [0, -1, 1, 2, 3, 7, 65_536, 2 ** 31 - 1, 2 ** 32, 2 ** 53, -(2 ** 63), Number.NaN];

function rearranged(list: readonly unknown[], chance: Chance): unknown[] {
  if (list.length === 0) return [];
  const one = chance.pick(list);
  switch (chance.below(5)) {
    case 0:
      return [];
    case 1:
      return [...list, one];
    case 2:
      return list.toReversed();
    case 3:
      return Array(chance.pick([100, 20_000])).fill(one);
    default:
      return list.filter((item) => item !== one);
  }
}

function placesIn(node: Record<string, unknown>): { parent: Record<string, unknown>; key: string }[] {
  return Object.entries(node).flatMap(([key, value]) => {
    const inner =
      typeof value === 'object' && value !== null && !(value instanceof Uint8Array) && !('low' in value)
        ? placesIn(value as Record<string, unknown>)
        : [];
    return [{ parent: node, key }, ...inner];
  });
}

/** Graphs in attributes of nodes of graphs. */
function nested(depth: number): Buffer {
  let graph: Buffer = Buffer.alloc(0);
  for (let i = 0; i < depth; i++) graph = delimited(1, delimited(5, delimited(6, graph)));
  return Buffer.concat([Buffer.from([0x42, 2, 0x10, 17]), delimited(7, graph)]);
}

function configuration(chance: Chance): Buffer {
  const text = JSON.stringify({
    size: { height: 32, width: 32 },
    image_mean: [0.5, 0.5, 0.5],
    do_resize: true,
  });
  return mutatedBytes(Buffer.from(text), chance);
}
