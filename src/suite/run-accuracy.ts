import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dataset } from '../accuracy/datasets/index.ts';
import {
  type EvaluatedModel,
  type EvaluationProgress,
  evaluate,
  galleryOf,
  type PlanOptions,
} from '../accuracy/evaluation/index.ts';
import {
  accuracyRecords,
  comparisonRecords,
  robustnessRecords,
  type SummarisedModel,
} from '../accuracy/metrics/index.ts';
import { inputSize } from '../accuracy/pixels/index.ts';
import { openRunDatabase } from '../accuracy/predictions/index.ts';
import { messageOf, UserError } from '../errors.ts';
import { type RecordLine, type RunStore, recordId } from '../results/index.ts';
import type { AccuracySection } from './accuracy.ts';
import type { RunHooks } from './hooks.ts';
import type { ModelKit } from './kit.ts';
import { modelRefId } from './models.ts';
import { corruptionNames } from './plan.ts';

/** An image that no model could be evaluated on. */
export interface UnreadableImage {
  readonly dataset: string;
  readonly image: string;
  readonly reason: string;
}

export interface AccuracyOutcome {
  readonly unreadable: readonly UnreadableImage[];
  /** True if there are more of them in a section than it allows. */
  readonly tooMany: boolean;
}

/** What the store of a run offers that is needed here. */
type Store = Pick<RunStore, 'folder' | 'append' | 'records' | 'run'>;

/**
 * Evaluates the accuracy sections of a suite, one after the other, and appends the records that follow from
 * their predictions. Whatever is on disk already is not computed again.
 *
 * @param sections paths resolved
 * @param datasets of the sections, in their order
 * @param range cells of the plan that are done before, and those of these sections
 * @throws the signal's reason when interrupted; UserError as its parts throw it
 */
export async function runAccuracy(
  sections: readonly AccuracySection[],
  datasets: readonly Dataset[],
  store: Store,
  kit: ModelKit,
  hooks: RunHooks,
  range: { readonly before: number; readonly cells: number },
): Promise<AccuracyOutcome> {
  const { seed } = store.run().suite;
  const temporary = mkdtempSync(join(tmpdir(), 'fastvit-bench-'));
  const known = new Map<string, SummarisedModel>();
  const allowed = new Map<string, number>();
  const evaluated = new Set<string>();
  const gallery: RecordLine[] = [];
  try {
    for (const [at, section] of sections.entries()) {
      const dataset = datasets[at]!;
      for (const note of dataset.notes) hooks.log(`${dataset.path} ${note}`);
      const models = await writeModels(section, kit, hooks, temporary, `${at + 1}`);
      for (const { id } of models) {
        const what = `${id} on ${dataset.name}, ${section.protocol}`;
        if (evaluated.has(what)) throw new UserError(`the suite evaluates ${what} twice; name one otherwise`);
        evaluated.add(what);
      }
      for (const [i, model] of models.entries()) remember(known, model, kit.publishedId(section.models[i]!));
      allowed.set(dataset.name, Math.max(allowed.get(dataset.name) ?? 0, section.allowUnreadable));
      await evaluateSection(section, dataset, models, at);
      // One is enough: a report shows the corruptions on one image.
      if (gallery.length === 0 && !store.records().some(({ type }) => type === 'gallery')) {
        const options = planOptions(section, dataset, seed);
        gallery.push(...(await galleryOf(dataset, options, models[0]!.recipe, hooks.signal)));
      }
    }
    const outcome = await summarise(store, [...known.values()], seed, allowed);
    store.append(gallery);
    return outcome;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }

  async function evaluateSection(
    section: AccuracySection,
    dataset: Dataset,
    models: readonly EvaluatedModel[],
    at: number,
  ): Promise<void> {
    const { workers = availableParallelism() } = section;
    // The rate is counted from the first images on: opening models is no part of it.
    let begun: { readonly at: number; readonly images: number } | undefined;
    const outcome = await evaluate(
      {
        dataset,
        models,
        folder: join(store.folder, 'predictions'),
        workers,
        versions: evaluationVersions(store.run().environment.versions),
        ...planOptions(section, dataset, seed),
        ...(sections.length > 1 ? { prefix: `${at + 1}-` } : {}),
      },
      {
        signal: hooks.signal,
        progress(state) {
          const share = (at + state.done / state.total) / sections.length;
          if (state.images > 0) begun ??= { at: hooks.now(), images: state.images };
          const seconds = begun ? (hooks.now() - begun.at) / 1000 : 0;
          const rate = seconds > 0 ? (state.images - begun!.images) / seconds : undefined;
          hooks.progress(range.before + share * range.cells, describe(dataset, models, state, rate));
        },
      },
    );
    if (outcome.resumed > 0)
      hooks.log(`${dataset.name}: ${outcome.resumed} of ${outcome.units} units were there already`);
  }
}

function planOptions(section: AccuracySection, dataset: Dataset, seed: number): PlanOptions {
  const { severities, protocol, unitImages, limit } = section;
  return {
    corruptions: wantedCorruptions(section, dataset),
    severities,
    protocol,
    seed,
    unitImages,
    ...(limit === undefined ? {} : { limit }),
  };
}

/** Of a corrupted set everything, unless something is named. */
function wantedCorruptions({ corruptions }: AccuracySection, dataset: Dataset): string[] {
  const stored = [...new Set(dataset.stored.map(({ corruption }) => corruption))];
  if (stored.length === 0) return corruptionNames(corruptions);
  if (corruptions.length === 0 || corruptions.includes('all')) return stored;
  const named = corruptions.filter((name) => stored.includes(name));
  const others = corruptions.filter((name) => !stored.includes(name));
  return [...named, ...corruptionNames(others).filter((name) => stored.includes(name))];
}

async function writeModels(
  { models, weights, resolution }: AccuracySection,
  kit: ModelKit,
  hooks: RunHooks,
  folder: string,
  prefix: string,
): Promise<EvaluatedModel[]> {
  const written: EvaluatedModel[] = [];
  for (const ref of models) {
    hooks.signal.throwIfAborted();
    const id = modelRefId(ref);
    const recipe = kit.evaluation(ref, weights, resolution);
    const path = join(folder, `${prefix}-${id.replaceAll(/[^\w.-]/g, '_')}.onnx`);
    const model = await kit.write(ref, {
      format: 'onnx',
      form: 'inference',
      resolution: inputSize(recipe),
      batch: 1,
      weights,
      path,
    });
    written.push({
      id,
      path: model.path,
      input: model.input,
      output: model.output,
      recipe,
      weights,
      digest: model.digest,
    });
  }
  return written;
}

function remember(
  known: Map<string, SummarisedModel>,
  { id, weights, digest, recipe }: EvaluatedModel,
  registryId: string | undefined,
): void {
  const earlier = known.get(id);
  if (earlier && earlier.digest !== digest) {
    throw new UserError(
      `the suite evaluates "${id}" with two kinds of weights or sizes; give one another id`,
    );
  }
  known.set(id, {
    id,
    weights,
    digest,
    resolution: inputSize(recipe),
    ...(registryId === undefined ? {} : { registryId }),
  });
}

/** Versions of what decides a prediction; a newer Node does not change one. */
function evaluationVersions(versions: Readonly<Record<string, string>>): Record<string, string> {
  const names = ['fastvit-bench', 'onnxruntime-node', 'sharp'];
  return Object.fromEntries(names.flatMap((name) => (versions[name] ? [[name, versions[name]]] : [])));
}

/** Appends the records that are not there yet: all of them follow from the predictions. */
async function summarise(
  store: Store,
  models: readonly SummarisedModel[],
  seed: number,
  allowed: ReadonlyMap<string, number>,
): Promise<AccuracyOutcome> {
  const database = await openRunDatabase(store.folder);
  try {
    const context = { seed, models };
    const records: RecordLine[] = [
      ...(await accuracyRecords(database, context)),
      ...(await robustnessRecords(database, context)),
      ...(await comparisonRecords(database, context)),
    ];
    const present = new Set(store.records().map(recordId));
    store.append(records.filter((record) => !present.has(recordId(record))));
    const rows = await database.all(
      'SELECT dataset, image, min(error) AS reason FROM unreadable GROUP BY ALL ORDER BY ALL',
    );
    const unreadable = rows.map(({ dataset, image, reason }) => ({
      dataset: String(dataset),
      image: String(image),
      reason: String(reason),
    }));
    const tooMany = [...allowed].some(
      ([dataset, limit]) => unreadable.filter((image) => image.dataset === dataset).length > limit,
    );
    return { unreadable, tooMany };
  } catch (error) {
    throw error instanceof UserError
      ? error
      : new Error(`the predictions cannot be summarised: ${messageOf(error)}`);
  } finally {
    database.close();
  }
}

/** `imagenet: 143 images/s, 12 min left, top-1 fastvit_t8 76.2 %`. */
function describe(
  dataset: Dataset,
  models: readonly EvaluatedModel[],
  { done, total, images, correct, unreadable }: EvaluationProgress,
  rate: number | undefined,
): string {
  if (!rate) return `${dataset.name}: starting`;
  const readable = Math.max(1, images - unreadable);
  const top1 = models.map(({ id }, at) => `${id} ${((100 * correct[at]!) / readable).toFixed(1)} %`);
  const parts = [
    `${rate >= 10 ? rate.toFixed(0) : rate.toFixed(1)} images/s`,
    `${duration((total - done) / rate)} left`,
    `top-1 ${top1.join(', ')}`,
  ];
  return `${dataset.name}: ${parts.join(', ')}`;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
