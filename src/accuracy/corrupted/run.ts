import { existsSync } from 'node:fs';
import { UserError } from '../../files/index.ts';
import { readFrost } from './frost.ts';
import type { Layout } from './layout.ts';
import type { Outcome, Settings, Task } from './make.ts';
import { openTree } from './manifest.ts';
import { type Plan, planFile, planTree } from './plan.ts';
import { runTasks } from './pool.ts';
import { fileKind } from './target.ts';
import type { Version } from './versions.ts';

export interface Job {
  /** A file or a folder. */
  readonly input: string;
  readonly output: string;
  readonly versions: readonly Version[];
  readonly layout: Layout;
  readonly settings: Settings;
  /** Default: one a core, fewer for little work; 1 works in this process. */
  readonly processes?: number;
  readonly signal?: AbortSignal;
}

/** Told how a job gets on. */
export interface Watcher {
  /** Before the first image; `existing` files are left as they are. */
  planned(plan: Plan): void;
  /** After each image. */
  progressed(written: number, task: Task): void;
}

export interface JobResult {
  readonly written: number;
  readonly existing: number;
  /** One line for each image that was refused. */
  readonly refused: readonly string[];
}

/**
 * Makes every version of every image that is not there yet.
 * @throws UserError for bad arguments before anything is written, and when nothing can be written any more
 */
export async function runJob(job: Job, watcher: Watcher): Promise<JobResult> {
  const { settings, layout, signal } = job;
  const plan = planOf(job);
  // A bad folder of textures is found before the first image.
  if (settings.frostFolder !== undefined) await readFrost(settings.frostFolder);
  const discard = plan.tree && openTree(plan.tree, plan.existing, settings, layout);
  watcher.planned(plan);
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
      watcher.progressed(written, task);
    },
  });
  if (written === 0) discard?.();
  if (fatal !== undefined)
    throw new UserError(plan.tree ? `${fatal}; what is written is whole, run again to go on` : fatal);
  return { written, existing: plan.existing, refused };
}

function planOf({ input, output, versions, layout, settings: { format } }: Job): Plan {
  if (!existsSync(input)) throw new UserError(`there is no file or folder ${input}`);
  if (fileKind(input, output) === undefined) return planTree(input, output, versions, layout, format);
  if (versions.length > 1)
    throw new UserError(
      `${output} is one file, but ${versions.length} versions are asked for; name one of them and one --severity, or give a folder`,
    );
  return planFile(input, output, versions[0]!, format);
}
