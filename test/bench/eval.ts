// CPU time of a worker's whole work (read, decode, corrupt, preprocess, infer, score, write the part) against the least
// it has to do: the inferences, and for six models on corrupted images the inferences, one decoding and one corruption.
// Turns of sixteen images alternate, so that the machine's drift cancels out. Each round writes the part of a whole
// unit, of which the turn's share counts. Prints the median ratio over the rounds.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { createWorkspace, findCorruption, type Image, keyedRandom } from '#corruptions';
import type { EvaluationModel, UnitJob, WorkerSetup } from '../../src/accuracy/evaluation/job.ts';
import { type Classifier, openClassifier } from '../../src/accuracy/evaluation/model.ts';
import { evaluateUnit } from '../../src/accuracy/evaluation/unit.ts';
import { createResizer, decodeImage, modelPixels } from '../../src/accuracy/pixels/index.ts';
import { openPartWriter } from '../../src/accuracy/predictions/index.ts';
import { inputSize } from '../../src/backbones/models/index.ts';
import { modelSource } from '../../src/runs/execute/index.ts';
import { median } from '../../src/stats/index.ts';

const ROUNDS = 20;
const TURN = 16;
/** Images per unit, the default of a suite. */
const UNIT = 256;
const CORRUPTION = 'gaussian_noise';
const SEVERITY = 3;

sharp.concurrency(1);
sharp.cache(false);

const folder = mkdtempSync(join(tmpdir(), 'fastvit-bench-'));
const photographs = fileURLToPath(new URL('../fixtures/pixels/images/', import.meta.url));
// A few photographs of the size of ImageNet's, repeated.
const paths = readdirSync(photographs)
  .filter((name) => /^(photo|portrait|progressive).*\.jpg$/.test(name))
  .map((name) => join(photographs, name));
const images = Array.from({ length: TURN }, (_, i) => ({
  id: `${i}.jpg`,
  source: { path: paths[i % paths.length]! },
  labels: [i],
}));
const tools = { resizer: createResizer(), workspace: createWorkspace() };
const writer = await openPartWriter();
try {
  await compare(['fastvit_sa12'], 'none', 0);
  const six = [
    'fastvit_t8',
    'fastvit_sa12',
    'poolformer_s12',
    'mobileone_s1',
    'efficientnet_b0',
    'convnext_tiny',
  ];
  await compare(six, CORRUPTION, SEVERITY);
} finally {
  writer.close();
  rmSync(folder, { recursive: true, force: true });
}

async function compare(ids: readonly string[], corruption: string, severity: number): Promise<void> {
  const models: EvaluationModel[] = [];
  const classifiers: Classifier[] = [];
  for (const id of ids) {
    const recipe = modelSource.evaluation(id, 'seed:0');
    const path = join(folder, `${id}.onnx`);
    const written = await modelSource.write(id, {
      form: 'inference',
      format: 'onnx',
      resolution: inputSize(recipe),
      batch: 1,
      weights: 'seed:0',
      path,
    });
    const model = { id, path: written.path, input: written.input, output: written.output, recipe };
    models.push(model);
    classifiers.push(await openClassifier(model));
  }
  const setup: WorkerSetup = {
    models,
    dataset: 'bench',
    classes: 1000,
    openEnded: false,
    versions: '{}',
    timeoutMs: 60_000,
  };
  const treatment = { corruption, severity, stored: false, protocol: 'imagenet-c', seed: 1 } as const;
  const job: UnitJob = {
    id: 'unit',
    path: join(folder, 'unit.parquet'),
    identity: 'unit',
    treatment,
    images,
  };
  const decoded: Image[] = [];
  for (const { source } of images) decoded.push(await decodeImage(readFileSync(source.path)));
  const pixels = models.map(({ recipe }) =>
    decoded.map((image) => modelPixels(image, recipe, tools.resizer)),
  );

  const turn = () =>
    evaluateUnit(
      job,
      setup,
      classifiers,
      tools,
      () => {},
      () => {},
    );
  const rows = await turn();
  const unit = Array.from({ length: UNIT / TURN }, (_, i) =>
    rows.map((row) => ({ ...row, image: `${i}/${row.image}` })),
  ).flat();
  const part = () =>
    writer.write(job.path, job.identity, unit, { seed: 1, protocol: 'imagenet-c', versions: '{}' });
  const inference = async () => {
    for (const [i, classifier] of classifiers.entries())
      for (const own of pixels[i]!) await classifier.infer(own);
  };
  const preparation = async () => {
    const apply = corruption === 'none' ? undefined : findCorruption(corruption).apply;
    for (const { source, id } of images) {
      const image = await decodeImage(readFileSync(source.path));
      const cropped = modelPixels(image, { ...models[0]!.recipe, resolution: 224 }, tools.resizer);
      apply?.(cropped, SEVERITY, keyedRandom(1, id, corruption, severity), { workspace: tools.workspace });
    }
  };
  await part();
  await inference();
  const ratios: number[] = [];
  const shares: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const all = (await cpuOf(turn)) + ((await cpuOf(part)) * TURN) / UNIT;
    const inferred = await cpuOf(inference);
    const prepared = await cpuOf(preparation);
    ratios.push(inferred / all);
    shares.push(all / (inferred + prepared));
  }
  const what = `${ids.length} ${ids.length === 1 ? `model (${ids[0]})` : 'models'}, ${corruption}`;
  console.log(
    `${what}: ${median(ratios).toFixed(3)} of the throughput of inference alone; ${median(shares).toFixed(3)} times inferences + one decoding + one corruption (${ROUNDS} rounds of ${images.length} images)`,
  );
}

/** Measures the CPU milliseconds of some work, of all threads. */
async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
