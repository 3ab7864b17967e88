import { UNIT } from '../primitives/levels.ts';
import type { Random } from '../primitives/random.ts';
import { edge, ziggurat } from '../primitives/ziggurat.ts';
import { drawnKernels } from './drawn.ts';
import { KERNELS_WASM } from './kernels.generated.ts';
import type { Blur, Kernels } from './kernels.ts';

/** Addresses of the tables that the kernels expect (assembly/memory.ts). */
const UNIT_AT = 0x8000;
const SCALE_AT = 0x8800;
const INSIDE_AT = 0x8c00;

/**
 * Returns the kernels compiled from AssemblyScript with SIMD, for arrays in `memory`. They equal the plain ones
 * (test/corruptions/kernels) on every byte.
 */
export function wasmKernels(memory: WebAssembly.Memory): Kernels {
  const wasm = instantiate(memory);
  new Float64Array(memory.buffer, UNIT_AT, 256).set(UNIT);
  new Float64Array(memory.buffer, SCALE_AT, 128).set(ziggurat.scale);
  new Int32Array(memory.buffer, INSIDE_AT, 128).set(ziggurat.inside);

  return {
    addNoise(from, to, field, sigma, proportional, random) {
      if (random.counter === undefined)
        return drawnKernels.addNoise(from, to, field, sigma, proportional, random);
      wasm.addNoise(at(from), at(to), from.length, sigma, Number(proportional), ...take(random, from.length));
    },
    addZoomed(from, fromWidth, sums, across, down, line) {
      const { length: width } = across.at;
      const { length: height } = down.at;
      const places = [at(across.at), at(across.part), at(down.at), at(down.part)];
      wasm.addZoomed(at(from), fromWidth, at(sums), width, height, ...places, at(line));
    },
    blendFog(from, to, width, height, map, side, amount, peak) {
      wasm.blendFog(at(from), at(to), width, height, at(map), side, amount, peak);
    },
    blendSnow(from, to, layer, mix) {
      wasm.blendSnow(at(from), at(to), at(layer), layer.length, mix);
    },
    blur(from, to, job) {
      wasm.blur(at(from), at(to), ...blurArguments(job));
    },
    blurLevels(from, to, scale, job) {
      wasm.blurLevels(at(from), at(to), scale, ...blurArguments(job));
    },
    emboss(from, to, width, height) {
      wasm.emboss(at(from), at(to), width, height);
    },
    enlargeNearest(small, smallWidth, to, columns, rows) {
      wasm.enlargeNearest(at(small), smallWidth, at(to), columns.length, rows.length, at(columns), at(rows));
    },
    fillNormal(out, random) {
      if (random.counter === undefined) return drawnKernels.fillNormal(out, random);
      wasm.fillNormal(at(out), out.length, ...take(random, out.length));
    },
    fillUniform(out, random, low = 0, span = 1) {
      if (random.counter === undefined) return drawnKernels.fillUniform(out, random, low, span);
      wasm.fillUniform(at(out), out.length, low, span, ...take(random, out.length));
    },
    impulse(from, to, field, amount, random) {
      if (random.counter === undefined) return drawnKernels.impulse(from, to, field, amount, random);
      // The largest word whose uniform, (word + 1/2) / 2^32, is not above the amount.
      const last = Math.min(Math.floor(amount * 2 ** 32 - 0.5), 2 ** 32 - 1);
      const numbers = take(random, 2 * from.length);
      if (last < 0) to.set(from);
      else wasm.impulse(at(from), at(to), from.length, last, ...numbers);
    },
    jpegRoundTrip(from, to, { width, height, luma, chroma, planes }) {
      wasm.jpegRoundTrip(at(from), at(to), width, height, at(luma), at(chroma), at(planes));
    },
    lookUp(from, to, tables) {
      wasm.lookUp(at(from), at(to), from.length, at(tables));
    },
    lookUpDoubles(from, to, table) {
      wasm.lookUpDoubles(at(from), at(to), from.length, at(table));
    },
    markPeaks(grey, width, height, low, high, gradients, marks) {
      wasm.markPeaks(at(grey), width, height, low, high, at(gradients), at(marks));
    },
    meanOfDistances(map, to, width, height) {
      wasm.meanOfDistances(at(map), at(to), width, height);
    },
    meanOfLevels(from, to, width, height) {
      wasm.meanOfLevels(at(from), at(to), width, height);
    },
    plasma(map, side, decay, draws) {
      wasm.plasma(at(map), side, decay, at(draws));
    },
    relaxDistances(map, width, height, straight, diagonal, knight) {
      wasm.relaxDistances(at(map), width, height, straight, diagonal, knight);
    },
    sampleReflected(from, to, width, height, dx, dy, factor) {
      wasm.sampleReflected(at(from), at(to), width, height, at(dx), at(dy), factor);
    },
    shot(from, to, field, table, random) {
      if (random.counter === undefined) return drawnKernels.shot(from, to, field, table, random);
      const { columns, thresholds, guides, levels } = table;
      const tables = [columns, at(thresholds), at(guides), at(levels)];
      wasm.shot(at(from), at(to), from.length, ...tables, ...take(random, from.length));
    },
    shrinkAcross(data, width, height, out, { from, size, weight }) {
      wasm.shrinkAcross(at(data), width, height, at(out), from.length, at(from), at(size), at(weight));
    },
    shrinkDown(narrow, stride, out, { from, size, weight }) {
      wasm.shrinkDown(at(narrow), stride, at(out), from.length, at(from), at(size), at(weight));
    },
    shuffle(data, pixels, width, height, reach, passes, random) {
      const { counter } = random;
      if (counter === undefined)
        return drawnKernels.shuffle(data, pixels, width, height, reach, passes, random);
      const key = [counter.key0, counter.key1, counter.next];
      counter.next = wasm.shuffle(at(data), at(pixels), width, height, reach, passes, ...key);
    },
    sumChannel(from, first) {
      return wasm.sumChannel(at(from) + first, from.length - first);
    },
    sumOfStrips(from, width, height, margin, kernel, sums, to) {
      const { heights, dx, strips, coefficients, high, low, shift, lowShift, slack } = kernel;
      const exact = [at(heights), heights.length, at(dx), at(strips), at(coefficients), dx.length];
      const fixed = [at(high), at(low), shift, lowShift, slack];
      wasm.sumOfStrips(at(from), width, height, margin, ...exact, ...fixed, at(sums), at(to));
    },
    sumOfTaps(from, stride, to, count, rows, { offsets, weights }) {
      wasm.sumOfTaps(at(from), stride, at(to), count, rows, at(offsets), at(weights), weights.length);
    },
    tint(from, to, shares, opaque, colour) {
      wasm.tint(at(from), at(to), at(shares), shares.length, Number(opaque), ...colour);
    },
    toLevels(from, to, scale, shift) {
      wasm.toLevels(at(from), at(to), from.length, scale, shift);
    },
  };
}

type WasmExports = Readonly<Record<keyof Kernels, (...args: number[]) => number>>;

function instantiate(memory: WebAssembly.Memory): WasmExports {
  const bytes = Uint8Array.from(atob(KERNELS_WASM), (character) => character.charCodeAt(0));
  const module = new WebAssembly.Module(bytes);
  return new WebAssembly.Instance(module, { env: { memory, edge } }).exports as unknown as WasmExports;
}

function blurArguments({ width, height, channels, down, across, rows, columns, line }: Blur): number[] {
  const weights = [at(down), down.length - 1, at(across), across.length - 1];
  return [width, height, channels, ...weights, at(rows), at(columns), at(line)];
}

/** An array's address in the memory. */
function at(array: { readonly byteOffset: number }): number {
  return array.byteOffset;
}

/** The key and the number of the next draw; `count` draws are then taken. */
function take({ counter }: Random, count: number): [number, number, number] {
  const { key0, key1, next } = counter!;
  counter!.next += count;
  return [key0, key1, next];
}
