import { join } from 'node:path';
import { type Dataset, recogniseDataset } from '../../accuracy/datasets/index.ts';
import { assertFolderTarget, cannotWrite, UserError } from '../../files/index.ts';
import { TEXTURES, writeTextureFolder } from '../../train/textures/index.ts';
import { type AccuracySection, accuracySections, type LoadedSuite } from '../suite/index.ts';

/** Opens the dataset of a section. `textures10` is generated once, in a folder next to the runs. @throws UserError */
export async function openDataset(
  { data, labels, limit = 2000, resolution = 32 }: AccuracySection,
  root: string,
): Promise<Dataset> {
  if (data !== TEXTURES) return recogniseDataset(data, labels ? { labels } : {});
  const parent = join(root, 'data');
  const folder = await writeTextureFolder(parent, 'test', resolution, limit).catch((error) => {
    throw error instanceof UserError ? error : cannotWrite(parent, error);
  });
  return recogniseDataset(folder);
}

/**
 * Checks that the datasets of a suite can be opened, before anything is downloaded for them.
 * @throws UserError as `recogniseDataset`
 */
export function assertDatasets({ resolved }: LoadedSuite): void {
  for (const { data, labels } of accuracySections(resolved.accuracy))
    if (data !== TEXTURES) recogniseDataset(data, labels ? { labels } : {});
}

/** Refuses an --out inside the data of a section, where the next run would take it for a class. @throws UserError */
export function assertOutside(out: string | undefined, sections: readonly AccuracySection[]): void {
  if (out === undefined) return;
  for (const { data } of sections) if (data !== TEXTURES) assertFolderTarget(out, data);
}
