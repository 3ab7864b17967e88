import { galleryOf } from '../../accuracy/evaluation/index.ts';
import {
  accuracyRecords,
  comparisonRecords,
  robustnessRecords,
  type SummarisedModel,
} from '../../accuracy/metrics/index.ts';
import { openRunDatabase, type RunDatabase } from '../../accuracy/predictions/index.ts';
import { messageOf, UserError } from '../../files/index.ts';
import type { RecordLine, RunStore } from '../../results/index.ts';
import { type AccuracySection, canonicalJson } from '../suite/index.ts';
import type { RunHooks } from './hooks.ts';
import type { PreparedAccuracy } from './prepare-accuracy.ts';

/** An image that could not be read. */
export interface UnreadableImage {
  readonly dataset: string;
  readonly image: string;
  readonly reason: string;
}

export interface AccuracyOutcome {
  readonly unreadable: readonly UnreadableImage[];
  /** Whether a section has more of them than it allows. */
  readonly tooMany: boolean;
}

/** A section and the name of its dataset in the predictions. */
export interface SectionSet {
  readonly section: AccuracySection;
  readonly dataset: { readonly name: string };
}

type Store = Pick<RunStore, 'folder' | 'append' | 'records'>;

/**
 * Appends the records that are computed from the predictions, unless they are there. A record that has changed since,
 * for example because a model that had failed works again, replaces the earlier one.
 */
export async function appendAccuracy(
  store: Store,
  models: readonly SummarisedModel[],
  seed: number,
): Promise<void> {
  await withPredictions(store, async (database) => {
    const context = { seed, models };
    const records: RecordLine[] = [
      ...(await accuracyRecords(database, context)),
      ...(await robustnessRecords(database, context)),
      ...(await comparisonRecords(database, context)),
    ];
    const present = new Set(store.records().map(canonicalJson));
    const fresh = records.filter((record) => !present.has(canonicalJson(record)));
    if (fresh.length > 0) store.append(fresh);
  });
}

/** Lists the images that could not be read, and whether a section has more of them than it allows. */
export async function unreadableImages(
  store: Store,
  sections: readonly SectionSet[],
): Promise<AccuracyOutcome> {
  const allowed = new Map<string, number>();
  for (const { section, dataset } of sections)
    allowed.set(dataset.name, Math.max(allowed.get(dataset.name) ?? 0, section.allowUnreadable));
  return await withPredictions(store, async (database) => {
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
  });
}

/** Appends one image of the data under all corruptions of a section for the report, unless it is there. */
export async function appendGallery(
  store: Pick<RunStore, 'append' | 'records'>,
  { sections }: PreparedAccuracy,
  { signal }: Pick<RunHooks, 'signal'>,
): Promise<void> {
  if (store.records().some(({ type }) => type === 'gallery')) return;
  for (const { dataset, models, options } of sections) {
    const pictures = await galleryOf(dataset, options, models[0]!.recipe, signal);
    if (pictures.length > 0) return store.append(pictures);
  }
}

async function withPredictions<T>(
  { folder }: Store,
  work: (database: RunDatabase) => Promise<T>,
): Promise<T> {
  const database = await openRunDatabase(folder);
  try {
    return await work(database);
  } catch (error) {
    throw error instanceof UserError
      ? error
      : new Error(`cannot summarise the predictions: ${messageOf(error)}`);
  } finally {
    database.close();
  }
}
