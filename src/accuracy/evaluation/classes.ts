import { UserError } from '../../files/index.ts';
import type { WorkerSetup } from './job.ts';

const IMAGENET_CLASSES = 1000;

/** Checks that a model has the classes of the dataset. @throws UserError if it has not */
export function checkClasses(
  { id, classes }: { readonly id: string; readonly classes: number },
  dataset: Pick<WorkerSetup, 'dataset' | 'classes' | 'openEnded'>,
): void {
  if (classes === dataset.classes || (dataset.openEnded && classes > dataset.classes)) return;
  const byName = classes === IMAGENET_CLASSES ? 'name the class folders by WordNet ids (n01440764), or ' : '';
  const relabel =
    classes > dataset.classes ? `, or ${byName}list the images with class indices in a .csv` : '';
  throw new UserError(
    `${id} has ${classes} classes and ${dataset.dataset} has ${dataset.classes}; evaluate a model with ${dataset.classes} classes${relabel}`,
  );
}
