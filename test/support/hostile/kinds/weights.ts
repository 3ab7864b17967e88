import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCheckpoint, openSafetensors } from '../../../../src/backbones/weights/index.ts';
import { packageFile } from '../../../../src/files/index.ts';
import { mutatedBytes } from '../bytes.ts';
import type { Kind } from '../kind.ts';
import { misplace } from '../places.ts';

const FIXTURES = join(import.meta.dirname, '../../../fixtures/checkpoints');

/** What the code in `hostile-system.pth` writes. */
const OWNED = '/tmp/fastvit-bench-owned';

/** One of every format. */
const BASES = [
  ...['torch.safetensors', 'bare.pth', 'legacy.pth', 'protocol4.pt', 'training.pth.tar', 'torchscript.pt'],
  ...['complex.pth', 'whole-module.pth', 'hostile-system.pth'],
];

/** Weights and checkpoints. */
export const weights: Kind = {
  name: 'weights',
  share: 1300,
  prepare: async () => {},
  open: async () => ({
    scene(folder, chance) {
      if (chance.happens(0.1)) return shipped(folder, chance);
      const base = chance.pick(BASES);
      const path = join(folder, base);
      writeFileSync(path, mutatedBytes(readFileSync(join(FIXTURES, base)), chance));
      if (chance.happens(0.03)) misplace(path, chance);
      return { steps: [{ name: `read every tensor of ${base}`, call: () => readAll(path) }] };
    },
  }),
};

/** Weights that fit a model, with a damaged header. */
function shipped(folder: string, chance: Parameters<typeof mutatedBytes>[1]) {
  const bytes = readFileSync(packageFile('assets/weights/mobileone_nano.safetensors'));
  const size = 8 + Number(bytes.readBigUInt64LE());
  const head = mutatedBytes(bytes.subarray(0, size), chance);
  writeFileSync(join(folder, 'w.safetensors'), Buffer.concat([head, bytes.subarray(size)]));
  const argv = ['export', 'mobileone_nano', '--weights', 'w.safetensors', '-o', 'out.onnx'];
  return { steps: [argv], outputs: ['out.onnx'] };
}

async function readAll(path: string): Promise<void> {
  const source = path.endsWith('.safetensors') ? openSafetensors(path) : await openCheckpoint(path);
  try {
    for (const name of source.names()) {
      const wanted = source.info(name).shape.reduce((product, axis) => product * axis, 1);
      const { length } = source.read(name);
      if (length !== wanted) throw new Error(`${name} has ${length} elements, and its shape ${wanted}`);
    }
  } finally {
    source.close();
  }
  if (existsSync(OWNED)) throw new Error('the code of a checkpoint was executed');
}
