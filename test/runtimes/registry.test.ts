import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { installedPackage } from '../../src/files/index.ts';
import { modelFormat, openRuntime, RUNTIMES, runtimeChoices } from '../../src/runtimes/index.ts';

describe('how a suite names runtimes', () => {
  it('without a provider, a runtime uses its first one, or those that the suite lists', () => {
    expect(runtimeChoices('onnxruntime')).toEqual([{ runtime: 'onnxruntime', provider: 'cpu' }]);
    expect(runtimeChoices('tfjs')).toEqual([{ runtime: 'tfjs', provider: 'wasm' }]);
    expect(runtimeChoices('onnxruntime', ['cpu', 'cuda'])).toEqual([
      { runtime: 'onnxruntime', provider: 'cpu' },
      { runtime: 'onnxruntime', provider: 'cuda' },
    ]);
  });

  it('with a provider, a runtime uses that one, whatever the suite lists', () => {
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

describe('the descriptors', () => {
  it('have unique names, a provider each, and packages that are installed', () => {
    expect(new Set(RUNTIMES.map(({ name }) => name)).size).toBe(RUNTIMES.length);
    for (const { providers, packages } of RUNTIMES) {
      expect(Object.keys(providers).length).toBeGreaterThan(0);
      for (const name of packages) expect(installedPackage(name), name).toBeDefined();
    }
  });

  it('are the tables of docs/runtimes.md', () => {
    const docs = readFileSync(new URL('../../docs/runtimes.md', import.meta.url), 'utf8');
    expect(docs).toContain(providerTable());
    const needs = RUNTIMES.flatMap(({ providers }) =>
      Object.entries(providers).flatMap(([name, { needs }]) => (needs ? [`| \`${name}\` | ${needs} |`] : [])),
    );
    expect(docs).toContain(needs.join('\n'));
  });
});

/** One row per runtime, file format and threads. */
function providerTable(): string {
  const formats = { onnx: 'ONNX', tfjs: 'GraphModel' };
  const rows = new Map<string, string[]>();
  for (const { name, providers } of RUNTIMES) {
    for (const [provider, { format, threads }] of Object.entries(providers)) {
      const key = `| \`${name}\` | PROVIDERS | ${formats[format]} | ${threads} |`;
      rows.set(key, [...(rows.get(key) ?? []), `\`${provider}\``]);
    }
  }
  return [...rows].map(([key, providers]) => key.replace('PROVIDERS', providers.join(', '))).join('\n');
}
