import fc from 'fast-check';
import { expect, it } from 'vitest';
import { extent, isPlain, readStrided } from '../../../src/backbones/weights/strided.ts';
import { INPUTS, openFile } from '../../../src/files/index.ts';
import { float32Bytes } from './safetensors-bytes.ts';
import { temporaryFolder } from './temporary.ts';

const folder = temporaryFolder();

it('reads slices and permutations of an array in C order', () => {
  const values = Array.from({ length: 4096 }, (_, i) => i);
  const file = openFile(folder.write('values', float32Bytes(values)), INPUTS.tensors);
  const view = fc
    .array(fc.record({ size: fc.nat(5), step: fc.integer({ min: 1, max: 3 }) }), { maxLength: 4 })
    .chain((axes) =>
      fc.tuple(
        fc.constant(axes),
        fc.shuffledSubarray(
          axes.map((_, i) => i),
          { minLength: axes.length },
        ),
      ),
    );
  fc.assert(
    fc.property(view, fc.nat(20), ([axes, order], first) => {
      // Strides of a larger C-ordered array, of which every axis is walked in steps; then permuted.
      let due = 1;
      const steps = axes.map(() => 0);
      for (let i = axes.length - 1; i >= 0; i--) {
        steps[i] = due * axes[i]!.step;
        due *= axes[i]!.step * Math.max(axes[i]!.size, 1);
      }
      const shape = order.map((axis) => axes[axis]!.size);
      const strides = order.map((axis) => steps[axis]!);
      fc.pre(first + extent({ shape, strides }) <= values.length);
      expect(isPlain({ shape, strides })).toBe(true);
      const expected: number[] = [];
      const walk = (axis: number, at: number) => {
        if (axis === shape.length) expected.push(values[at]!);
        else for (let i = 0; i < shape[axis]!; i++) walk(axis + 1, at + i * strides[axis]!);
      };
      walk(0, first);
      expect([...readStrided(file, first * 4, 'F32', { shape, strides })]).toEqual(expected);
    }),
    { numRuns: 200, seed: 7 },
  );
  file.close();
});

it('reads a view larger than a window', () => {
  const [rows, columns] = [700, 900];
  const values = Array.from({ length: rows * columns }, (_, i) => i);
  const file = openFile(folder.write('large', float32Bytes(values)), INPUTS.tensors);
  const read = readStrided(file, 0, 'F32', { shape: [columns, rows], strides: [1, columns] });
  expect(read.every((value, i) => value === (i % rows) * columns + Math.floor(i / rows))).toBe(true);
  file.close();
});

it('recognises views that touch an element twice', () => {
  expect(isPlain({ shape: [3], strides: [0] })).toBe(false);
  expect(isPlain({ shape: [2, 3], strides: [2, 1] })).toBe(false);
  expect(isPlain({ shape: [1, 3], strides: [0, 1] })).toBe(true);
  expect(isPlain({ shape: [], strides: [] })).toBe(true);
});
