import type { Image } from '#corruptions';
import { INPUTS, messageOf, readSlice } from '../../files/index.ts';
import { oneLine } from '../../text/index.ts';
import type { ClassSubset, ImageEntry } from '../datasets/index.ts';
import { decodeImage } from '../pixels/index.ts';
import type { PredictionRow, Scores } from '../predictions/index.ts';
import type { UnitJob, UnitProgress, WorkerSetup } from './job.ts';
import type { Classifier } from './model.ts';
import { ModelError } from './model-error.ts';
import { type Tools, treat } from './protocol.ts';
import { scoreLogits } from './score.ts';

/** Images to read and decode ahead of the models: enough to hide the disk, few enough to bound memory. */
const AHEAD = 2;

/**
 * Evaluates every image of a unit with every model. An image is decoded and corrupted once, and then preprocessed for
 * each model. For an image that cannot be read, the rows hold the reason.
 * @param report called after each image
 * @param begin called before an image is read, and before each model evaluates it
 * @returns a row per image and model, in the order of the images; a row more for each subset that has a clean image
 * @throws ModelError if a model fails or gives logits that cannot be scored
 */
export async function evaluateUnit(
  job: UnitJob,
  setup: WorkerSetup,
  classifiers: readonly Classifier[],
  tools: Tools,
  report: (progress: UnitProgress) => void,
  begin: (image: string) => void,
): Promise<PredictionRow[]> {
  const recipes = setup.models.map(({ recipe }) => recipe);
  const rows: PredictionRow[] = [];
  const queue: Promise<Prepared>[] = [];
  let next = 0;
  for (const entry of job.images) {
    while (next < job.images.length && queue.length <= AHEAD) queue.push(prepare(job.images[next++]!));
    begin(entry.id);
    const prepared = (await queue.shift()) as Prepared;
    const key = {
      dataset: setup.dataset,
      corruption: job.treatment.corruption,
      severity: job.treatment.severity,
      image: entry.id,
      label: entry.labels[0]!,
      labels: entry.labels,
    };
    if ('error' in prepared) {
      rows.push(...classifiers.map(({ id }) => ({ ...key, model: id, error: prepared.error })));
      report({ images: 1, correct: [], unreadable: [{ image: entry.id, reason: prepared.error }] });
      continue;
    }
    const subsets = subsetsWith(entry, job.treatment.corruption === 'none' ? setup.cleanSubsets : undefined);
    const correct: number[] = [];
    for (const [i, classifier] of classifiers.entries()) {
      begin(entry.id);
      const { id } = classifier;
      const [scores, ...within] = await scored(classifier, prepared.pixels[i]!, entry, subsets);
      rows.push({ ...key, model: id, ...scores });
      for (const [at, { name }] of subsets.entries())
        rows.push({ ...key, dataset: name, model: id, ...within[at]! });
      correct.push(scores.correct ? 1 : 0);
    }
    report({ images: 1, correct, unreadable: [] });
  }
  return rows;

  /** Scores an image in the whole dataset, and then in the subsets. */
  async function scored(
    classifier: Classifier,
    pixels: Image,
    { id, labels }: ImageEntry,
    subsets: readonly ClassSubset[],
  ): Promise<[Scores, ...Scores[]]> {
    try {
      const logits = await classifier.infer(pixels);
      return [
        scoreLogits(logits, labels, setup.subset),
        ...subsets.map(({ classes }) => scoreLogits(logits, labels, classes)),
      ];
    } catch (error) {
      const reason = `${classifier.id} failed on the image ${id}: ${messageOf(error)}`;
      throw new ModelError({ model: classifier.id, reason: oneLine(reason) });
    }
  }

  async function prepare(entry: ImageEntry): Promise<Prepared> {
    let image: Image;
    try {
      image = await decodeImage(await readSlice(entry.source, INPUTS.image));
    } catch (error) {
      return { error: oneLine(messageOf(error)) };
    }
    return { pixels: await treat(image, entry.id, job.treatment, recipes, tools) };
  }
}

function subsetsWith({ labels }: ImageEntry, subsets: readonly ClassSubset[] = []): readonly ClassSubset[] {
  return subsets.filter(({ classes }) => labels.every((label) => classes.includes(label)));
}

type Prepared = { readonly pixels: readonly Image[] } | { readonly error: string };
