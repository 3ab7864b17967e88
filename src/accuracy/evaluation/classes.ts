import { UserError } from '../../files/index.ts';
import { openEvaluator } from './evaluator.ts';
import type { WorkerSetup } from './job.ts';

const IMAGENET_CLASSES = 1000;

/** A class index means nothing to a model with other classes. @throws UserError where a model has others than the set */
export function checkClasses(
  { id, classes }: { readonly id: string; readonly classes: number },
  set: Pick<WorkerSetup, 'dataset' | 'classes' | 'openEnded'>,
): void {
  if (classes === set.classes || (set.openEnded && classes > set.classes)) return;
  const byName = classes === IMAGENET_CLASSES ? 'name the class folders by WordNet ids (n01440764), or ' : '';
  const relabel = classes > set.classes ? `, or ${byName}list the images with class indices in a .csv` : '';
  throw new UserError(
    `${id} has ${classes} classes and ${set.dataset} has ${set.classes}; evaluate a model of ${set.classes} classes${relabel}`,
  );
}

/** Opens models as a worker does: for files that do not say how many classes they have. @throws as an evaluator */
export async function checkModels(setup: WorkerSetup): Promise<void> {
  const evaluator = openEvaluator();
  try {
    await evaluator.prepare(setup);
  } finally {
    evaluator.stop();
  }
}
