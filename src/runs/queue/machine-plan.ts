import type { PreparedUnit, UnitJob, WorkerSetup } from '../../accuracy/evaluation/index.ts';
import { temporaryFolder, UserError } from '../../files/index.ts';
import { captureEnvironment } from '../../results/index.ts';
import { runtimePackages } from '../../runtimes/index.ts';
import { TEXTURES } from '../../train/textures/index.ts';
import {
  evaluationVersions,
  type ModelSource,
  openDataset,
  prepareAccuracy,
  type RunHooks,
  unitsOf,
} from '../execute/index.ts';
import { accuracySections, type LoadedSuite } from '../suite/index.ts';
import { confinedPath, confinedSuite } from './confine.ts';
import { type PostedPlan, versionsRefused, whyRefused } from './posted.ts';

/** A plan of the queue, prepared on this machine and equal to the posted one. */
export interface MachinePlan {
  readonly plan: PostedPlan;
  readonly setups: readonly WorkerSetup[];
  /** Returns the unit of a job. @throws Error if the plan has no such unit */
  unit(name: string, identity: string): { readonly setup: WorkerSetup; job(path: string): UnitJob };
  /** Deletes the model files. */
  close(): void;
}

export interface MachinePlanOptions {
  /** With links resolved. */
  readonly dataRoot: string;
  /** Folder for generated data. */
  readonly root: string;
  readonly source: ModelSource;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Downloads the models of the hub that the suite names. */
  fetch(loaded: LoadedSuite): Promise<LoadedSuite>;
}

/**
 * Prepares a posted plan from this machine's data, models and versions, and compares the result with the plan. A
 * plan that differs is refused: no path, model or version from the queue is trusted.
 *
 * @throws UserError with the reason why the plan is refused
 */
export async function prepareOnMachine(
  plan: PostedPlan,
  options: MachinePlanOptions,
  hooks: Pick<RunHooks, 'signal' | 'log'>,
): Promise<MachinePlan> {
  const { dataRoot, source, root } = options;
  const versions = captureEnvironment(runtimePackages(), options.env).versions;
  const refuse = (why: string | undefined) => {
    if (why !== undefined) throw new UserError(`refused queue ${plan.queue}: ${why}`);
  };
  refuse(versionsRefused(plan, evaluationVersions(versions)));
  const suite = confinedSuite(plan.suite, dataRoot, plan.queue);
  const { resolved } = await options.fetch({ suite, resolved: suite, path: `queue ${plan.queue}` });
  const sections = accuracySections(resolved.accuracy);
  const datasets = await Promise.all(sections.map((section) => openDataset(section, root)));
  const { path: folder, remove: close } = temporaryFolder();
  try {
    const prepared = await prepareAccuracy(
      sections,
      datasets,
      { seed: suite.seed, versions, source, folder },
      hooks,
    );
    refuse(whyRefused(plan, unitsOf(prepared)));
    const known = new Map<string, { unit: PreparedUnit; at: number }>();
    for (const [at, { prepared: evaluation }] of prepared.sections.entries())
      for (const unit of evaluation.units) known.set(unit.id, { unit, at });
    return {
      plan,
      setups: prepared.sections.map((section) => section.prepared.setup),
      close,
      unit(name, identity) {
        const found = known.get(name);
        if (found?.unit.identity !== identity) throw new Error(`"${name}" is not a unit of this plan`);
        const { prepared: evaluation, section } = prepared.sections[found.at]!;
        return {
          setup: evaluation.setup,
          job(path) {
            const job = evaluation.job(found.unit, path);
            // A list or a link in the data root may point outside.
            if (section.data !== TEXTURES)
              for (const { source } of job.images) confinedImage(source.path, dataRoot);
            return job;
          },
        };
      },
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Refuses an image outside the root. A missing image is left to be counted as unreadable. */
function confinedImage(path: string, root: string): void {
  try {
    confinedPath(path, root, 'an image');
  } catch (error) {
    if (error instanceof UserError && error.code === 'outside-root') throw error;
  }
}
