import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { lowerModel, lowerTfjsModel, seeded, writeTfjsFiles } from '../../src/backbones/lower/index.ts';
import { seededInput } from '../../src/backbones/weights/seeded.ts';
import type { ModelFormat, RuntimeModel } from '../../src/runtimes/index.ts';

/** Writes models of the zoo, seeded, into a folder that is removed when the tests of the file are done. */
export function loweredModels(): (model: string, resolution: number, format: ModelFormat) => RuntimeModel {
  const folder = mkdtempSync(join(tmpdir(), 'fastvit-bench-lowered-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const written = new Map<string, string>();
  return (model, resolution, format) => {
    const name = `${model}-${resolution}-${format}`;
    const path = written.get(name) ?? write(model, resolution, format, join(folder, name));
    written.set(name, path);
    const shape = [1, 3, resolution, resolution];
    return { path, input: { name: 'input', shape, data: seededInput(shape, '0') }, output: 'logits' };
  };
}

function write(model: string, resolution: number, format: ModelFormat, path: string): string {
  const request = { model, form: 'inference', resolution, weights: seeded(model, '0') } as const;
  if (format === 'tfjs') return writeTfjsFiles(lowerTfjsModel(request).model, path).path;
  writeFileSync(path, lowerModel(request).onnx);
  return path;
}

/** Largest difference over the largest magnitude of what is expected. */
export function relativeError(actual: Float32Array, expected: Float32Array): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  const range = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - actual[i]!)), 0);
  return worst / range;
}
