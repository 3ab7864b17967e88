import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluate } from '../../src/backbones/graph/index.ts';
import { buildModel } from '../../src/backbones/models/index.ts';
import { openSafetensors, seedWeights, writeSafetensors } from '../../src/backbones/weights/index.ts';

// Reading every tensor of a safetensors file against a plain fs.read of the whole file into one buffer: CPU time,
// interleaved in one process, in a shuffled order within each round. Usage: npm run bench -- weights [model] [rounds]

const [model = 'fastvit_sa12', count = '60'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'fastvit-bench-weights-'));
try {
  const path = join(folder, `${model}.safetensors`);
  writeModel(path);
  const arms = { tensors: () => readTensors(path), whole: () => readWhole(path) };
  for (let i = 0; i < 5; i++) for (const arm of Object.values(arms)) arm();
  const cpu: number[] = [];
  const wall: number[] = [];
  for (let round = 0; round < Number(count); round++) {
    const [a, b] =
      round % 2 === 0
        ? [timed(arms.tensors), timed(arms.whole)]
        : [timed(arms.whole), timed(arms.tensors)].toReversed();
    cpu.push(a!.cpu / b!.cpu);
    wall.push(a!.wall / b!.wall);
  }
  const { size, tensors } = describe(path);
  console.log(
    `${model}: ${tensors} tensors, ${(size / 1e6).toFixed(1)} MB, ${count} rounds, file in the page cache`,
  );
  console.log(`tensors / whole file, CPU time: ${quartiles(cpu)}`);
  console.log(`tensors / whole file, elapsed:  ${quartiles(wall)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function writeModel(path: string): void {
  const graph = buildModel(model);
  const read = seedWeights('0', model).reader(graph);
  const stored = graph.parameters.filter(({ role }) => role !== 'counter');
  const tensors = new Map(stored.map((parameter) => [parameter.name, parameter]));
  writeSafetensors(path, {
    names: () => tensors.keys(),
    info: (name) => ({ shape: tensors.get(name)!.shape, dtype: 'F32' }),
    read: (name) => evaluate(tensors.get(name)!, read),
  });
}

/** Keeps every tensor, as a model does. */
function readTensors(path: string): Float32Array[] {
  const source = openSafetensors(path);
  const tensors = [...source.names()].map((name) => source.read(name));
  source.close();
  return tensors;
}

function readWhole(path: string): Uint8Array {
  const file = openSync(path, 'r');
  const bytes = Buffer.allocUnsafeSlow(fstatSync(file).size);
  for (let at = 0; at < bytes.length; ) at += readSync(file, bytes, at, bytes.length - at, at);
  closeSync(file);
  return bytes;
}

function timed(work: () => unknown): { cpu: number; wall: number } {
  globalThis.gc?.();
  const start = performance.now();
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return { cpu: user + system, wall: performance.now() - start };
}

function describe(path: string): { size: number; tensors: number } {
  const source = openSafetensors(path);
  const infos = [...source.names()].map((name) => source.info(name));
  source.close();
  const elements = infos.map(({ shape }) => shape.reduce((product, axis) => product * axis, 1));
  return { size: 4 * elements.reduce((sum, one) => sum + one, 0), tensors: infos.length };
}

function quartiles(ratios: readonly number[]): string {
  const sorted = [...ratios].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!.toFixed(2);
  return `${at(0.5)} (quartiles ${at(0.25)} to ${at(0.75)})`;
}
