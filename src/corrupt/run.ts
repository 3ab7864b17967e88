import { statSync } from 'node:fs';
import { extname } from 'node:path';
import { UserError } from '../errors.ts';
import { readFrost } from './frost.ts';
import type { Layout } from './layout.ts';
import type { Outcome, Settings, Task } from './make.ts';
import { openTree } from './manifest.ts';
import { type Plan, planFile, planTree } from './plan.ts';
import { runTasks } from './pool.ts';
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

/** True where the output is one file, not a tree: one image, one version, and a name that ends as an image's. */
export function isOneFile(input: string, output: string, versions: number): boolean {
  const image =
    /^\.(png|jpe?g)$/i.test(extname(output)) &&
    statSync(output, { throwIfNoEntry: false })?.isDirectory() !== true;
  if (!image || !existing(input).isFile()) return false;
  if (versions > 1)
    throw new UserError(
      `${output} is one file, but ${versions} versions are asked for; name one corruption and one --severity, or a folder`,
    );
  return true;
}

/**
 * Makes every version of every image that is not there yet.
 * @throws UserError for bad arguments before anything is written, and when nothing can be written any more
 */
export async function runJob(job: Job, watcher: Watcher): Promise<JobResult> {
  const { settings, layout, signal } = job;
  existing(job.input);
  const plan = isOneFile(job.input, job.output, job.versions.length)
    ? planFile(job.input, job.output, job.versions[0]!, settings.format)
    : planTree(job.input, job.output, job.versions, layout, settings.format);
  // A bad folder of textures is found before the first image.
  if (settings.frostFolder !== undefined) await readFrost(settings.frostFolder);
  if (plan.folder !== undefined) openTree(plan.folder, settings, layout);
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
  if (fatal !== undefined) throw new UserError(fatal);
  return { written, existing: plan.existing, refused };
}

function existing(input: string): { isFile(): boolean } {
  const found = statSync(input, { throwIfNoEntry: false });
  if (!found) throw new UserError(`there is no file or folder ${input}`);
  return found;
}
