/**
 * What measuring costs: `npm run bench -- overhead [blocks]`.
 *
 * One session in one process, timed by the engine (turns by message, with turns of another process in between,
 * tinybench's loop) and by a bare hot loop, interleaved A B B A in fresh processes. The ratio of the medians must be
 * 1.00 ± 0.02.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lowerModel, seeded } from '../../src/backbones/lower/index.ts';
import { uncountedRuns } from '../../src/latency/block.ts';
import { anchorCell } from '../../src/latency/kernel-cells.ts';
import { onnxruntime, openAlone, type RuntimeModel, type RuntimeSession } from '../../src/runtimes/index.ts';
import { startRuntime } from '../../src/runtimes/process.ts';
import { median, pairedRatio, seededRandom, shuffled } from '../../src/stats/index.ts';

const BLOCKS = Number(process.argv[2] ?? 30);
const RUNS = 11;
const MODELS = [
  { model: 'fastvit_t8', resolution: 128 },
  { model: 'fastvit_t8', resolution: 256 },
  { model: 'poolformer_s12', resolution: 224 },
  { model: 'mobileone_s0', resolution: 224 },
];

const folder = mkdtempSync(join(tmpdir(), 'fastvit-bench-overhead-'));
const options = { provider: 'cpu', threads: 1 };
const limits = { timeoutMs: 120_000 };
const random = seededRandom('overhead');
let worst = 0;
try {
  const anchor = anchorCell();
  const models = [
    { name: anchor.cell.model, model: anchor.model },
    ...MODELS.map(({ model, resolution }) => ({
      name: `${model} ${resolution}`,
      model: written(model, resolution),
    })),
  ];
  const other = await openAlone(onnxruntime, anchor.model, options);
  for (const { name, model } of models) {
    const engine: number[][] = [];
    const bare: number[][] = [];
    for (let block = 0; block < BLOCKS; block++) {
      const [a, b] = await pairedBlock(model, other);
      engine.push(a);
      bare.push(b);
    }
    const { value, low, high } = pairedRatio(engine, bare);
    worst = Math.max(worst, Math.abs(value - 1));
    const ms = (blocks: number[][]) => median(blocks.flat()).toFixed(3);
    console.log(
      `${name.padEnd(22)} engine ${ms(engine)} ms  bare ${ms(bare)} ms  ratio ${value.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]  ${BLOCKS} blocks`,
    );
  }
  await other.close();
} finally {
  rmSync(folder, { recursive: true });
}
console.log(`largest difference ${(100 * worst).toFixed(2)} %`);
if (worst > 0.02) process.exitCode = 1;

/** Measures the engine and the bare loop in a fresh process: the medians of four turns each. */
async function pairedBlock(model: RuntimeModel, other: RuntimeSession): Promise<[number[], number[]]> {
  const host = await startRuntime(new URL('./overhead-child.ts', import.meta.url), limits);
  try {
    const session = await host.open(model, options);
    await session.run(5);
    const uncounted = uncountedRuns(median((await session.run(5)).runs));
    const values = { engine: [] as number[], bare: [] as number[] };
    const order = shuffled(['engine', 'bare'] as const, random);
    const mirrored = [...order, ...order.toReversed()];
    for (const arm of [...mirrored, ...mirrored]) {
      // Another cell has its turn, as in a group.
      await other.run(3);
      if (arm === 'engine') {
        values.engine.push(median((await session.run(RUNS, uncounted)).runs));
      } else {
        const durations = await session.infer(Float32Array.of(RUNS + 3));
        values.bare.push(median([...durations.subarray(3)]));
      }
    }
    return [values.engine, values.bare];
  } finally {
    await host.close();
  }
}

function written(model: string, resolution: number): RuntimeModel {
  const path = join(folder, `${model}-${resolution}.onnx`);
  const lowered = lowerModel({ model, form: 'inference', resolution, weights: seeded(model, '0') });
  writeFileSync(path, lowered.onnx);
  const shape = [1, 3, resolution, resolution];
  const data = Float32Array.from({ length: 3 * resolution ** 2 }, () => random() - 0.5);
  return { path, input: { name: 'input', shape, data }, output: 'logits' };
}
