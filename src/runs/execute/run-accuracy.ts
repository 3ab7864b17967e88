import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type EvaluationProgress, evaluate } from '../../accuracy/evaluation/index.ts';
import { type FailedAccuracyCell, type RunStore, writeUnits } from '../../results/index.ts';
import { counted } from '../../text/index.ts';
import { type Shard, shareOf } from '../suite/index.ts';
import type { RunHooks } from './hooks.ts';
import { type PreparedAccuracy, type PreparedSection, unitsOf } from './prepare-accuracy.ts';
import { type AccuracyOutcome, appendAccuracy, appendGallery, unreadableImages } from './summarise.ts';

interface AccuracyRange {
  /** Cells of the plan that are measured before these. */
  readonly before: number;
  /** Cells of these sections. */
  readonly cells: number;
  /** The part of the plan to evaluate; undefined for all of it. */
  readonly shard: Shard | undefined;
  /** Latency groups of the plan, which are assigned to shards before the units. */
  readonly groups: number;
}

/**
 * Evaluates the accuracy sections of a suite one after the other, and appends the records that are computed from
 * their predictions; shards leave these to `mergeRuns`. Parts that exist on disk are not computed again.
 *
 * @throws the signal's reason when interrupted; UserError as its parts throw it
 */
export async function runAccuracy(
  prepared: PreparedAccuracy,
  store: Pick<RunStore, 'folder' | 'append' | 'records' | 'run'>,
  hooks: RunHooks,
  range: AccuracyRange,
): Promise<AccuracyOutcome> {
  const { sections } = prepared;
  writeUnits(store.folder, unitsOf(prepared));
  let itemsBefore = range.groups;
  const evaluated: PreparedSection[] = [];
  for (const [at, section] of sections.entries()) {
    evaluated.push(await evaluateSection(section, at, itemsBefore));
    itemsBefore += section.prepared.units.length;
  }
  // The units as they are in the parts, without the models that failed.
  writeUnits(store.folder, unitsOf({ ...prepared, sections: evaluated }));
  if (range.shard === undefined) await appendAccuracy(store, prepared.models, store.run().suite.seed);
  if (range.shard === undefined || range.shard.index === 1) await appendGallery(store, prepared, hooks);
  return await unreadableImages(store, sections);

  async function evaluateSection(
    prepared: PreparedSection,
    at: number,
    before: number,
  ): Promise<PreparedSection> {
    const { section, dataset, prepared: evaluation } = prepared;
    const startedAt = new Date().toISOString();
    const { workers = availableParallelism() } = section;
    // The rate is counted from the first images on, without the time to open models.
    let begun: { readonly at: number; readonly images: number } | undefined;
    const outcome = await evaluate(
      evaluation,
      {
        folder: join(store.folder, 'predictions'),
        workers,
        units: shareOf(evaluation.units, range.shard, before),
      },
      {
        signal: hooks.signal,
        log: (line) => hooks.log(`${dataset.name}: ${line}`),
        progress(state) {
          const share = (at + state.done / Math.max(1, state.total)) / sections.length;
          if (state.images > 0) begun ??= { at: hooks.now(), images: state.images };
          const seconds = begun ? (hooks.now() - begun.at) / 1000 : 0;
          const rate = seconds > 0 ? (state.images - begun!.images) / seconds : undefined;
          hooks.progress(
            range.before + share * range.cells,
            accuracyProgress(dataset.name, evaluation.setup.models.length, state, rate),
          );
        },
      },
    );
    if (outcome.resumed > 0)
      hooks.log(`${dataset.name}: ${outcome.resumed} of ${outcome.units} units were already evaluated`);
    for (const { model, reason } of outcome.failures) {
      hooks.log(`failed on ${dataset.name}: ${reason}`);
      const cell: FailedAccuracyCell = { model, dataset: dataset.name, protocol: section.protocol };
      store.append([{ type: 'failed', cell, reason, startedAt }]);
    }
    return { ...prepared, prepared: outcome.evaluated };
  }
}

/**
 * Says what an evaluation is doing: `imagenet: loading 2 models`, then
 * `imagenet: 143 images/s, 12 min left, top-1 fastvit_t8 76.2 %`.
 * @param rate images per second; 0 or undefined until it is known
 */
export function accuracyProgress(
  dataset: string,
  models: number,
  { done, total, images, correct, unreadable }: EvaluationProgress,
  rate: number | undefined,
): string {
  if (images === 0)
    return done < total
      ? `${dataset}: loading ${counted(models, 'model')}`
      : `${dataset}: all images were evaluated before`;
  if (!rate) return `${dataset}: evaluating the first images`;
  const readable = Math.max(1, images - unreadable);
  const top1 = [...correct].map(([id, right]) => `${id} ${((100 * right) / readable).toFixed(1)} %`);
  const parts = [
    `${rate >= 10 ? rate.toFixed(0) : rate.toFixed(1)} images/s`,
    `${duration((total - done) / rate)} left`,
    `top-1 ${top1.join(', ')}`,
  ];
  return `${dataset}: ${parts.join(', ')}`;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
