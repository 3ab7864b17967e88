import { describe, expect, test } from 'vitest';
import { fmix32, fnv1a32, seededInput, seededTensor } from '../../../src/backbones/weights/seeded.ts';

/** The bits of float32 values, hexadecimal. */
function bits(values: Float32Array): string[] {
  return [...new Uint32Array(values.buffer, values.byteOffset, values.length)].map((word) =>
    word.toString(16).padStart(8, '0'),
  );
}

describe('the seeded recipe gives the values of its test vectors', () => {
  test('hashes', () => {
    expect(['', 'a', 'foobar', '0/input', 'alpha/input'].map(fnv1a32)).toEqual([
      0x811c9dc5, 0xe40c292c, 0xbf9cf968, 0x7a55a9e4, 0x53c7e2c0,
    ]);
    expect([0, 1, 0x7a55a9e4, 0xffffffff].map(fmix32)).toEqual([0, 0x514e28b7, 0xbef0dad2, 0x81f16f39]);
  });

  test.each([
    ['stem.0.conv_kxk.0.conv.weight', [48, 3, 3, 3], 0, 'be05e8b4 3e636031 bdea76d7 3d967586'],
    ['stem.0.conv_kxk.0.bn.weight', [48], 0, '3f785d59 3f7b9aec 3f5b71f7 3f903ae6'],
    ['stem.0.conv_kxk.0.bn.bias', [48], 0, '3dab2bcf bd2f98bc 3ce0df79 babd4510'],
    ['stem.0.conv_kxk.0.bn.running_mean', [48], 0, '3d8ec84f 3d07a2e2 3d282361 bd68ef5b'],
    ['stem.0.conv_kxk.0.bn.running_mean', [48], -1, '3d0ec84f 3c87a2e2 3ca82361 bce8ef5b'],
    ['stem.0.conv_kxk.0.bn.running_var', [48], 0, '3f41d4b0 3f1f6c99 3fb17541 3f6228e8'],
    ['stem.0.conv_kxk.0.bn.running_var', [48], -1, '3e41d4b0 3e1f6c99 3eb17541 3e6228e8'],
    ['stages.0.blocks.0.layer_scale.gamma', [48, 1, 1], 0, '3f2c824a 3ede0c74 3efa0fbb 3f2ad6a7'],
    ['stages.0.blocks.0.gamma', [96], 0, '3f0dbf63 3f30fc16 3efd0fc1 3ebb0881'],
    ['relative_pos_a', [1, 1600, 25], 0, 'bd840120 be2db0a5 bdd77ad5 3e38b7f7'],
    ['head.fc.weight', [1000, 768], 0, '3cebbac5 bc515ad2 3d61b585 3d7fc072'],
    ['head.fc.bias', [1000], 0, '3d371dc5 bdc16040 bda195ab bdb79c6a'],
  ])('%s %j, exponent %d', (name, shape, exponent, expected) => {
    expect(bits(seededTensor(name, shape, '0', exponent).slice(0, 4)).join(' ')).toBe(expected);
  });

  test('distant elements, for which a product in float64 would lose bits', () => {
    const fc = seededTensor('head.fc.weight', [1000, 768], '0');
    expect(bits(Float32Array.of(fc[767]!, fc[767999]!))).toEqual(['bcd9f55a', '3c84dbbd']);
    const wide = seededTensor('stages.3.blocks.0.mlp.fc1.weight', [6144, 1536], '0');
    expect(bits(wide.slice(-1))).toEqual(['3b684fe4']);
  });

  test('the input, for two seeds', () => {
    const input = seededInput([1, 3, 224, 224], '0');
    expect(bits(input.slice(0, 4)).join(' ')).toBe('3efbc36b 3dd4e714 3f60e128 bbb5893e');
    expect(input.at(-1)).toBe(-0.7407392859458923);
    expect(input.reduce((sum, value) => sum + value, 0)).toBeCloseTo(-57.62034593755379, 6);
    expect(bits(seededInput([1, 3, 8, 8], 'alpha').slice(0, 4)).join(' ')).toBe(
      'bf01be51 bcbd4274 3f52cccc bf312a8f',
    );
  });
});
