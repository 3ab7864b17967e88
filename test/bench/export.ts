/**
 * The best lowering against the usual export of the same inference form, in one run: one thread, A B B A, CPU time of
 * the whole process, median ratio of neighbouring turns.
 *
 *   npm run bench -- export [--rounds 20] [model...]
 */
import { parseArgs } from 'node:util';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { lowerModel, seeded } from '../../src/backbones/lower/index.ts';
import { seededInput } from '../../src/backbones/weights/seeded.ts';

/** The smallest model of each family, and two with attention. */
const DEFAULT = [
  'fastvit_t8',
  'poolformer_s12',
  'mobileone_s0',
  'efficientnet_b0',
  'convnext_tiny',
  'cmt_ti',
  'fastvit_sa12',
  'fastvit_ma36',
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '20' } },
});
const rounds = Number(values.rounds);
const models = positionals.length > 0 ? positionals : DEFAULT;

console.log(`${rounds} rounds of plain best best plain, one thread, CPU milliseconds`);
console.log('model              plain      best     ratio  [p25, p75]');
const ratios: number[] = [];
for (const model of models) {
  const { plain, best, pairs } = await compare(model);
  const [low, ratio, high] = [0.25, 0.5, 0.75].map((p) => quantile(pairs, p)) as [number, number, number];
  ratios.push(ratio);
  const cells = [
    model.padEnd(16),
    plain.toFixed(2).padStart(8),
    best.toFixed(2).padStart(9),
    ratio.toFixed(3).padStart(9),
  ];
  console.log(`${cells.join(' ')}  [${low.toFixed(3)}, ${high.toFixed(3)}]`);
}
const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
console.log(`geometric mean ${mean.toFixed(3)}`);

async function compare(model: string): Promise<{ plain: number; best: number; pairs: number[] }> {
  const request = { model, form: 'inference', weights: seeded(model, '0') } as const;
  const sessions: InferenceSession[] = [];
  let shape: readonly number[] = [];
  for (const lowering of ['plain', 'best'] as const) {
    const { onnx, graph } = lowerModel({ ...request, lowering });
    shape = graph.nodes[0]?.shape ?? [];
    sessions.push(
      await InferenceSession.create(onnx, {
        intraOpNumThreads: 1,
        interOpNumThreads: 1,
        graphOptimizationLevel: 'all',
      }),
    );
  }
  const feeds = { input: new Tensor('float32', seededInput(shape, '0'), [...shape]) };
  const run = async (which: number): Promise<number> => {
    const start = process.cpuUsage();
    await sessions[which]?.run(feeds);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };
  for (let i = 0; i < 3; i++) for (const which of [0, 1]) await run(which);

  const times: [number[], number[]] = [[], []];
  const pairs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const [a, b, c, d] = [await run(0), await run(1), await run(1), await run(0)];
    times[0].push(a, d);
    times[1].push(b, c);
    pairs.push((b + c) / (a + d));
  }
  for (const session of sessions) await session.release();
  return { plain: quantile(times[0], 0.5), best: quantile(times[1], 0.5), pairs };
}

function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] as number;
}
