import { galleryOf } from '../../accuracy/evaluation/index.ts';
import type { RunStore } from '../../results/index.ts';
import type { RunHooks } from './hooks.ts';
import type { PreparedAccuracy } from './prepare-accuracy.ts';

/** Appends one image of the data under all the corruptions of a section, once: a report shows it. */
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
