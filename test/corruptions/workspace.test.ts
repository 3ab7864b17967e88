import { expect, it, vi } from 'vitest';
import { createWorkspace, findCorruption, keyedRandom } from '../../corruptions/index.ts';

const image = { width: 40, height: 30, data: Uint8Array.from({ length: 3600 }, (_, i) => (i * 7) & 255) };

it('runs the WebAssembly kernels without being told, in one memory for all calls', () => {
  const { Memory, Module, Instance } = WebAssembly;
  let memories = 0;
  class CountedMemory extends Memory {
    constructor(descriptor: { initial: number }) {
      super(descriptor);
      memories++;
    }
  }
  vi.stubGlobal('WebAssembly', { Memory: CountedMemory, Module, Instance });
  const fog = (options = {}) =>
    findCorruption('fog').apply(image, 3, keyedRandom(1, 'a', 'fog', 3), options).data;
  const first = fog();
  const second = fog();
  expect(memories).toBe(1);
  vi.unstubAllGlobals();
  expect(second).toEqual(first);
  expect(second).not.toBe(first);
  expect(fog({ workspace: createWorkspace() })).toEqual(first);
});

it('keeps the tables in use, and a limited number of others', () => {
  const { memo } = createWorkspace();
  const make = vi.fn((key: string) => `table of ${key}`);
  const get = (key: string) => memo(key, () => make(key));
  for (let i = 0; i < 1000; i++) {
    expect(get(`shot_noise ${i}`)).toBe(`table of shot_noise ${i}`);
    get('frost');
  }
  expect(make.mock.calls.filter(([key]) => key === 'frost')).toHaveLength(1);
  get('shot_noise 0');
  expect(make).toHaveBeenLastCalledWith('shot_noise 0');
});
