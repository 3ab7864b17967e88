import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../../src/backbones/weights/index.ts';
import { temporaryFolder } from './temporary.ts';

/** Written by torch 1.12.1's torch.save; test/fixtures/checkpoints/README.md says how. */
const FIXTURES = join(import.meta.dirname, '../../fixtures/checkpoints');
const folder = temporaryFolder();

describe('reading checkpoints of torch.save', () => {
  const expected = JSON.parse(readFileSync(join(FIXTURES, 'expected.json'), 'utf8')) as Record<
    string,
    { shape: number[]; values: number[] }
  >;

  it.each(['bare.pth', 'legacy.pth', 'protocol4.pt'])(
    'reads every type, view and layout of %s',
    async (name) => {
      const source = await openCheckpoint(join(FIXTURES, name));
      expect([...source.names()]).toEqual(Object.keys(expected));
      for (const [tensor, { shape, values }] of Object.entries(expected)) {
        expect(source.info(tensor).shape, tensor).toEqual(shape);
        if (tensor === 'bytes' || tensor === 'flags')
          expect(() => source.read(tensor)).toThrow('cannot be read as weights');
        else expect([...source.read(tensor)], tensor).toEqual(values);
      }
      source.close();
    },
  );

  it.each([
    ['model.bin', 0],
    ['training.pth.tar', 0],
    ['legacy-module.pth.tar', 0],
    // The fixtures' averaged weights are the others plus one.
    ['ema.pth.tar', 1],
    ['model-ema.pth', 1],
  ])('finds the state dict in %s', async (name, more) => {
    const source = await openCheckpoint(join(FIXTURES, name));
    expect([...source.names()]).toEqual(['stem.weight', 'norm.num_batches_tracked']);
    expect([...source.read('stem.weight')]).toEqual(expected['stem.weight']!.values.map((v) => v + more));
    source.close();
  });

  it.each([
    ['hostile-system.pth', 'asks for "posix.system" (byte '],
    ['hostile-eval-legacy.pth', 'asks for "__builtin__.eval" (byte '],
    ['whole-module.pth', 'asks for "torch.nn.modules.container.Sequential"'],
    ['complex.pth', 'asks for "torch.ComplexFloatStorage"'],
    ['torchscript.pt', 'TorchScript'],
    ['no-state.pth', 'contains no state dict: its entries are "net", "epoch"'],
    ['list.pth', 'holds a list instead of a state dict'],
    ['expected.json', 'is not a PyTorch checkpoint: it starts with "{\\n \\""'],
    ['torch.safetensors', 'is not a PyTorch checkpoint'],
  ])('refuses %s in one line', async (name, message) => {
    await expect(openCheckpoint(join(FIXTURES, name))).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/^[^\n]*$/),
    });
    await expect(openCheckpoint(join(FIXTURES, name))).rejects.toThrow(message);
    expect(existsSync('/tmp/fastvit-bench-owned')).toBe(false);
  });

  it('refuses empty and truncated files', async () => {
    await expect(openCheckpoint(folder.write('empty.pth', ''))).rejects.toThrow(
      'is not a PyTorch checkpoint',
    );
    for (const name of ['bare.pth', 'legacy.pth']) {
      const whole = readFileSync(join(FIXTURES, name));
      const cut = folder.write(name, whole.subarray(0, whole.length - 30));
      await expect(openCheckpoint(cut)).rejects.toThrow('truncated');
    }
  });
});
