import { describe, expect, it } from 'vitest';
import { parseWeightsSource } from '../../../src/backbones/weights/index.ts';

describe('a weights source', () => {
  it.each([
    ['seed:0', { kind: 'seed', seed: '0' }],
    ['seed:', { kind: 'seed', seed: '' }],
    ['seed:a:b/c', { kind: 'seed', seed: 'a:b/c' }],
    ['a/b.safetensors', { kind: 'safetensors', path: 'a/b.safetensors' }],
    ['/x/B.SafeTensors', { kind: 'safetensors', path: '/x/B.SafeTensors' }],
    ['m.pth', { kind: 'checkpoint', path: 'm.pth' }],
    ['m.pt', { kind: 'checkpoint', path: 'm.pt' }],
    ['m.pth.tar', { kind: 'checkpoint', path: 'm.pth.tar' }],
    ['m.bin', { kind: 'checkpoint', path: 'm.bin' }],
    ['hf', { kind: 'published' }],
    ['hf:apple_dist_in1k', { kind: 'published', tag: 'apple_dist_in1k' }],
    [
      'hf:timm/fastvit_t8.apple_in1k',
      { kind: 'hub', location: { repository: 'timm/fastvit_t8.apple_in1k' } },
    ],
    ['hf:a/b@v1', { kind: 'hub', location: { repository: 'a/b', revision: 'v1' } }],
    [
      'hf:a/b@refs/pr/1:c/d.bin',
      { kind: 'hub', location: { repository: 'a/b', revision: 'refs/pr/1', file: 'c/d.bin' } },
    ],
    ['hf:a/b:d.bin', { kind: 'hub', location: { repository: 'a/b', file: 'd.bin' } }],
    ['shipped', { kind: 'shipped' }],
  ])('%s', (text, expected) => {
    expect(parseWeightsSource(text)).toEqual(expected);
  });

  it.each([
    ['', 'unknown weights source ""'],
    ['model.onnx', 'unknown weights source "model.onnx" (known: seed:<string>, a .safetensors'],
    ['shiped', 'did you mean "shipped"?'],
    ['seed=0', 'did you mean "seed:0"?'],
    ['hf:', 'is not hf:<org>/<name>'],
    ['hf:a/b/c', 'is not hf:<org>/<name>'],
    ['hf:../b', 'is not hf:<org>/<name>'],
    ['hf:a/..', 'is not hf:<org>/<name>'],
    ['hf:a/b:../c.bin', 'lies outside the repository'],
    ['hf:a/b:/c.bin', 'lies outside the repository'],
    ['hf:a/b:c\\..\\d.bin', 'lies outside the repository'],
    ['hf:a/b@../../x:c.bin', 'is not a valid revision'],
  ])('refuses "%s"', (text, message) => {
    expect(() => parseWeightsSource(text)).toThrow(
      expect.objectContaining({ name: 'UserError', message: expect.stringContaining(message) }),
    );
  });
});
