import { describe, expect, it } from 'vitest';
import { modelFormat, openRuntime, RUNTIMES, runtimeChoices } from '../../src/runtimes/index.ts';

describe('what a suite says of runtimes', () => {
  it('a runtime alone has its first provider, or the ones the suite lists', () => {
    expect(runtimeChoices('onnxruntime')).toEqual([{ runtime: 'onnxruntime', provider: 'cpu' }]);
    expect(runtimeChoices('tfjs')).toEqual([{ runtime: 'tfjs', provider: 'wasm' }]);
    expect(runtimeChoices('onnxruntime', ['cpu', 'cuda'])).toEqual([
      { runtime: 'onnxruntime', provider: 'cpu' },
      { runtime: 'onnxruntime', provider: 'cuda' },
    ]);
  });

  it('one with a provider has that one, whatever the suite lists', () => {
    expect(runtimeChoices('tfjs:tensorflow', ['cpu'])).toEqual([{ runtime: 'tfjs', provider: 'tensorflow' }]);
  });

  it('proposes the nearest name', () => {
    expect(() => runtimeChoices('tjfs')).toThrow(
      /^unknown runtime "tjfs" \(choose from .*\); did you mean "tfjs"\?$/,
    );
    expect(() => runtimeChoices('tfjs:wsm')).toThrow(
      'the runtime "tfjs" has no provider "wsm" (choose from wasm, cpu, tensorflow); did you mean "wasm"?',
    );
    expect(() => runtimeChoices('tfjs', ['cuda'])).toThrow(
      'to set it for this runtime only, write "tfjs:wasm"',
    );
  });

  it('every runtime can be opened, and every provider reads a format', async () => {
    for (const { name } of RUNTIMES) {
      expect((await openRuntime(name)).name).toBe(name);
      for (const choice of runtimeChoices(name)) expect(['onnx', 'tfjs']).toContain(modelFormat(choice));
    }
    await expect(openRuntime('tjfs')).rejects.toThrow('did you mean "tfjs"');
  });
});
