import { exists, UserError } from '../../files/index.ts';
import { readFrost } from './frost.ts';
import type { Layout } from './layout.ts';
import { openTree } from './manifest.ts';
import { fileKind } from './output.ts';
import { type Plan, planFile, planTree } from './plan.ts';
import { runTasks } from './pool.ts';
import type { Outcome, Settings, Task } from './version-writer.ts';
import type { Version } from './versions.ts';

export interface Job {
  /** A file or a folder. */
  readonly input: string;
  readonly output: string;
  readonly versions: readonly Version[];
  readonly layout: Layout;
  readonly settings: Settings;
  /** Default: one per core, fewer for little work; 1 works in this process. */
  readonly processes?: number;
  readonly signal?: AbortSignal;
}

/** Called as a job proceeds. */
export interface JobHooks {
  /** Before the first image; `existing` files are left as they are. */
  planned(plan: Plan): void;
  /** After each image. */
  progressed(written: number, task: Task): void;
}

interface JobResult {
  readonly written: number;
  readonly existing: number;
  /** A line per refused image. */
  readonly refused: readonly string[];
}

/**
 * Makes the versions of images that do not exist yet.
 * @throws UserError for wrong arguments, before anything is written, and if nothing can be written any more
 */
export async function runJob(job: Job, hooks: JobHooks): Promise<JobResult> {
  const { settings, layout, signal } = job;
  const plan = planOf(job);
  // Find a bad folder of textures before the first image.
  if (settings.frostFolder !== undefined) await readFrost(settings.frostFolder);
  const discard = plan.tree && openTree(plan.tree, plan.existing, settings, layout);
  hooks.planned(plan);
  let written = 0;
  let fatal: string | undefined;
  const refused: string[] = [];
  await runTasks(plan, settings, {
    ...(job.processes === undefined ? {} : { processes: job.processes }),
    ...(signal === undefined ? {} : { signal }),
    onOutcome: (task: Task, outcome: Outcome) => {
      written += outcome.written;
      fatal ??= outcome.fatal;
      if (outcome.refused !== undefined) refused.push(outcome.refused);
      hooks.progressed(written, task);
    },
  });
  if (written === 0) discard?.();
  if (fatal !== undefined)
    throw new UserError(
      plan.tree
        ? `${fatal}; the images written so far are complete, so run the command again to resume`
        : fatal,
    );
  return { written, existing: plan.existing, refused };
}

function planOf({ input, output, versions, layout, settings: { format } }: Job): Plan {
  if (!exists(input)) throw new UserError(`there is no file or folder ${input}`);
  if (fileKind(input, output) === undefined) return planTree(input, output, versions, layout, format);
  if (versions.length > 1)
    throw new UserError(
      `${output} is one file, but there are ${versions.length} versions; choose one corruption and one --severity, or give a folder`,
    );
  return planFile(input, output, versions[0]!, format);
}
