import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCheckpoint, openSafetensors } from '../../../../src/backbones/weights/index.ts';
import { readZipDirectory } from '../../../../src/backbones/weights/zip.ts';
import { INPUTS, openFile, packageFile, readBytes, UserError } from '../../../../src/files/index.ts';
import { zipBytes } from '../../../backbones/weights/zip-bytes.ts';
import { mutatedBytes } from '../bytes.ts';
import type { Chance } from '../chance.ts';
import type { Kind } from '../kind.ts';
import { misplace } from '../places.ts';

const FIXTURES = join(import.meta.dirname, '../../../fixtures/checkpoints');

/** What the code in `hostile-system.pth` writes. */
const OWNED = '/tmp/fastvit-bench-owned';

/** One of every format. */
const BASES = [
  ...['torch.safetensors', 'bare.pth', 'legacy.pth', 'protocol4.pt', 'training.pth.tar', 'model-ema.pth'],
  ...['complex.pth', 'whole-module.pth', 'hostile-system.pth'],
];

/** Weights and checkpoints. */
export const weights: Kind = {
  name: 'weights',
  share: 1300,
  prepare: async () => {},
  open: async () => ({
    async scene(folder, chance) {
      if (chance.happens(0.1)) return shipped(folder, chance);
      const base = chance.pick(BASES);
      const path = join(folder, base);
      const bytes = readFileSync(join(FIXTURES, base));
      const inside = chance.happens(0.6) && bytes.subarray(0, 2).equals(Buffer.from('PK'));
      writeFileSync(path, inside ? await damagedInside(base, chance) : mutatedBytes(bytes, chance));
      if (chance.happens(0.03)) misplace(path, chance);
      return { steps: [{ name: `read every tensor of ${base}`, call: () => readAll(path) }] };
    },
  }),
};

/** A sound archive with something wrong with an entry, mostly with the pickle. */
async function damagedInside(base: string, chance: Chance): Promise<Buffer> {
  const file = openFile(join(FIXTURES, base), INPUTS.weights);
  try {
    const entries = [...(await readZipDirectory(file))].map(([name, { start, size }]) => ({
      name,
      data: readBytes(file, start, size),
    }));
    const chosen = chance.happens(0.8)
      ? entries.findIndex(({ name }) => /pkl$/.test(name))
      : chance.below(entries.length);
    return zipBytes(
      entries.map(({ name, data }, at) => ({
        name,
        data: at === chosen && data.length > 0 ? mutatedBytes(data, chance) : data,
      })),
    );
  } finally {
    file.close();
  }
}

/** Weights that fit a model, with a damaged header. */
function shipped(folder: string, chance: Chance) {
  const bytes = readFileSync(packageFile('assets/weights/mobileone_nano.safetensors'));
  const size = 8 + Number(bytes.readBigUInt64LE());
  const head = mutatedBytes(bytes.subarray(0, size), chance);
  writeFileSync(join(folder, 'w.safetensors'), Buffer.concat([head, bytes.subarray(size)]));
  const argv = ['export', 'mobileone_nano', '--weights', 'w.safetensors', '-o', 'out.onnx'];
  return { steps: [argv], outputs: ['out.onnx'] };
}

/** Reads the tensors that can be read, and then throws what is wrong with another one. */
async function readAll(path: string): Promise<void> {
  const source = path.endsWith('.safetensors') ? openSafetensors(path) : await openCheckpoint(path);
  let problem: unknown;
  try {
    for (const name of source.names()) {
      const wanted = source.info(name).shape.reduce((product, axis) => product * axis, 1);
      try {
        const { length } = source.read(name);
        if (length !== wanted) throw new Error(`${name} has ${length} elements, and its shape ${wanted}`);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        // Every file of PyTorch holds a type that is no weight.
        if (!/elements of type \w+ cannot be read/.test(error.message)) problem ??= error;
      }
    }
  } finally {
    source.close();
  }
  if (existsSync(OWNED)) throw new Error('the code of a checkpoint was executed');
  if (problem !== undefined) throw problem;
}
