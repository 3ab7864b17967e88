import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PreparedUnit, UnitJob, WorkerSetup } from '../../accuracy/evaluation/index.ts';
import { UserError } from '../../files/index.ts';
import { captureEnvironment } from '../../results/index.ts';
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

/** A plan of the queue as this machine understands it, equal to what was posted. */
export interface MachinePlan {
  readonly plan: PostedPlan;
  readonly setups: readonly WorkerSetup[];
  /** The unit of a job. @throws Error for one that is none of the plan's */
  unit(name: string, identity: string): { readonly setup: WorkerSetup; job(path: string): UnitJob };
  /** Removes the models. */
  close(): void;
}

export interface MachinePlanOptions {
  /** Links resolved. */
  readonly dataRoot: string;
  /** Where data that is made, not read, is kept. */
  readonly root: string;
  readonly source: ModelSource;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Fetches what the suite names from the hub. */
  fetch(loaded: LoadedSuite): Promise<LoadedSuite>;
}

/**
 * Prepares a posted plan with this machine's own data, models and versions, and compares: only what comes out
 * the same is evaluated. Nothing of a path, a model or a version is taken from the queue on trust.
 *
 * @throws UserError why it is refused
 */
export async function prepareOnMachine(
  plan: PostedPlan,
  options: MachinePlanOptions,
  hooks: Pick<RunHooks, 'signal' | 'log'>,
): Promise<MachinePlan> {
  const { dataRoot, source, root } = options;
  const versions = captureEnvironment(options.env).versions;
  const refuse = (why: string | undefined) => {
    if (why !== undefined) throw new UserError(`refused queue ${plan.queue}: ${why}`);
  };
  refuse(versionsRefused(plan, evaluationVersions(versions)));
  const suite = confinedSuite(plan.suite, dataRoot, plan.queue);
  const { resolved } = await options.fetch({ suite, resolved: suite, path: `queue ${plan.queue}` });
  const sections = accuracySections(resolved.accuracy);
  const datasets = await Promise.all(sections.map((section) => openDataset(section, root)));
  const folder = mkdtempSync(join(tmpdir(), 'fastvit-bench-'));
  const close = () => rmSync(folder, { recursive: true, force: true });
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
        if (found?.unit.identity !== identity) throw new Error(`"${name}" is no unit of this plan`);
        const { prepared: evaluation, section } = prepared.sections[found.at]!;
        return {
          setup: evaluation.setup,
          job(path) {
            const job = evaluation.job(found.unit, path);
            // A list or a folder of the data root may lead elsewhere.
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

/** An image that is gone is an unreadable image; one that leads outside is refused. */
function confinedImage(path: string, root: string): void {
  try {
    confinedPath(path, root, 'an image');
  } catch (error) {
    if (error instanceof UserError && error.code === 'outside-root') throw error;
  }
}
