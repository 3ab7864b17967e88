// Training speed in images per second of CPU time, one thread. If `--python` (or the variable TORCH_PYTHON) names an
// interpreter with torch, PyTorch trains the same network with the same weights, batch and update, in alternate turns.
// Ours includes drawing and augmenting every batch; PyTorch repeats one batch.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { InferenceSession } from 'onnxruntime-node';
import { programToOnnx } from '../../src/backbones/lower/index.ts';
import { buildModel, modelEntry } from '../../src/backbones/models/index.ts';
import { batchAt } from '../../src/train/batches.ts';
import { textureSet } from '../../src/train/data.ts';
import { sessionOptions } from '../../src/train/evaluate.ts';
import { Recipe } from '../../src/train/index.ts';
import { initialWeights } from '../../src/train/initialize.ts';
import { gather } from '../../src/train/layout.ts';
import { trainingStep } from '../../src/train/step.ts';
import { runStep, settingsAt, type TrainingState } from '../../src/train/trainer.ts';

const { values } = parseArgs({
  options: {
    python: { type: 'string', default: process.env.TORCH_PYTHON ?? '' },
    model: { type: 'string', multiple: true, default: ['fastvit_nano'] },
    rounds: { type: 'string', default: '7' },
    steps: { type: 'string', default: '10' },
  },
});
const [rounds, steps] = [Number(values.rounds), Number(values.steps)];
const recipe = Recipe.parse({ mixup: 0, stochasticDepth: 0 });
const images = textureSet('train', 20 * recipe.batch, 32);

/** Measures the CPU seconds of some steps; returns them with the last loss. */
type Trainer = (steps: number) => Promise<{ seconds: number; loss: number }>;

for (const model of values.model) {
  const folder = mkdtempSync(join(tmpdir(), 'train-bench-'));
  let peer: ChildProcess | undefined;
  try {
    const { layout, trainer, again } = await ourTrainer(model);
    const rates: Record<string, number[]> = { ours: [], torch: [] };
    const trainers: Record<string, Trainer> = { ours: trainer };
    if (values.python !== '') {
      peer = await startPeer(values.python, model, folder, layout);
      trainers.torch = peerTrainer(peer);
      const [own, theirs] = [await again(3), await trainers.torch(3)];
      console.log(
        `${model}: loss after three steps ${own.loss.toFixed(5)}, PyTorch ${theirs.loss.toFixed(5)}`,
      );
    }
    // Round 0 warms up and is dropped.
    for (let round = 0; round <= rounds; round++) {
      for (const [who, run] of Object.entries(trainers)) {
        const { seconds } = await run(steps);
        if (round > 0) rates[who]!.push((steps * recipe.batch) / seconds);
      }
    }
    const ratios = rates.torch!.map((rate, i) => rates.ours![i]! / rate);
    const spread = (list: number[]): string =>
      list.length === 0
        ? '-'
        : `${median(list).toFixed(2)} [${Math.min(...list).toFixed(2)}, ${Math.max(...list).toFixed(2)}]`;
    console.log(
      `${model}: ${spread(rates.ours!)} images/s, PyTorch ${spread(rates.torch!)}, ratio ${spread(ratios)} (median [least, largest] of ${rounds} rounds of ${steps} steps)`,
    );
  } finally {
    peer?.kill();
    rmSync(folder, { recursive: true });
  }
}

/** `trainer` draws a new batch every step; `again` trains on the first batch, as the peer does. */
async function ourTrainer(model: string) {
  const graph = buildModel(model, { batch: recipe.batch });
  const step = trainingStep(graph, { weightDecay: recipe.weightDecay, dropsDepth: false });
  const session = await InferenceSession.create(programToOnnx(step.program, model), sessionOptions);
  const state = gather(step.layout, initialWeights('1'));
  const fresh = (): TrainingState => ({
    state,
    average: state.slice(),
    first: new Float32Array(step.layout.learned),
    second: new Float32Array(step.layout.learned),
  });
  let [current, done] = [fresh(), 0];
  const run = async (count: number, batchOf: (done: number) => number) => {
    const begun = process.cpuUsage();
    let loss = 0;
    for (let i = 0; i < count; i++, done++) {
      const batch = batchAt(images, 0, batchOf(done), optionsOf(model));
      const settings = settingsAt(done, recipe.learningRate, recipe.averageDecay);
      const outcome = await runStep(session, step, current, batch, settings, '', recipe);
      [current, loss] = [outcome.next, outcome.loss];
    }
    const { user, system } = process.cpuUsage(begun);
    return { seconds: (user + system) / 1e6, loss };
  };
  return {
    layout: { graph, state },
    trainer: (count: number) => run(count, (at) => at % 20),
    again: (count: number) => run(count, () => 0),
  };
}

function optionsOf(model: string) {
  return { ...recipe, classes: 10, normalisation: modelEntry(model).default, seed: '1' };
}

type Handed = Awaited<ReturnType<typeof ourTrainer>>['layout'];

async function startPeer(python: string, model: string, folder: string, { graph, state }: Handed) {
  const batch = batchAt(images, 0, 0, optionsOf(model));
  const area = images.size ** 2;
  // From channels first to images first.
  const pixels = new Float32Array(batch.images.length);
  for (let n = 0; n < recipe.batch; n++) {
    for (let c = 0; c < 3; c++) {
      const from = (c * recipe.batch + n) * area;
      pixels.set(batch.images.subarray(from, from + area), (n * 3 + c) * area);
    }
  }
  const stored = ['learnable', 'statistic'].flatMap((role) =>
    graph.parameters.filter((p) => p.role === role),
  );
  const names = new Set<unknown>(graph.parameters);
  const described = {
    ...graph,
    parameters: stored,
    recipe,
    images: [recipe.batch, 3, images.size, images.size],
    targets: [recipe.batch, 10],
  };
  const [json, raw] = [join(folder, 'graph.json'), join(folder, 'values.bin')];
  writeFileSync(
    json,
    JSON.stringify(described, function (key, value) {
      return key !== '' && names.has(value) && !Array.isArray(this) ? value.name : value;
    }),
  );
  writeFileSync(raw, Buffer.concat([state, pixels, batch.targets].map((part) => Buffer.from(part.buffer))));
  const script = fileURLToPath(new URL('train-peer.py', import.meta.url));
  return spawn(python, [script, json, raw], {
    env: { ...process.env, OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

function peerTrainer(peer: ChildProcess): Trainer {
  const lines = createInterface({ input: peer.stdout! })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('the interpreter exited; is the package torch installed there?');
    return JSON.parse(value);
  };
  const ready = answer().then(({ torch }) => console.log(`PyTorch ${torch}`));
  return async (count) => {
    await ready;
    peer.stdin!.write(`${JSON.stringify({ steps: count })}\n`);
    return answer();
  };
}

function median(list: readonly number[]): number {
  const sorted = [...list].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
