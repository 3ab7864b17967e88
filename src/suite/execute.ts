import { join } from 'node:path';
import { type Dataset, recogniseDataset } from '../accuracy/datasets/index.ts';
import { inputSize } from '../accuracy/pixels/index.ts';
import { messageOf, UserError } from '../errors.ts';
import { calibrationRecord, type MeasureGroup, readCalibration } from '../latency/index.ts';
import {
  type Calibration,
  captureEnvironment,
  createRun,
  type Environment,
  findUnfinished,
  type RecordLine,
  type RunFile,
  type RunStore,
  readRunFile,
  resumeRun,
} from '../results/index.ts';
import type { Runtime } from '../runtimes/index.ts';
import { type AccuracySection, accuracySections, TEXTURES } from './accuracy.ts';
import { appendClaims } from './claims.ts';
import type { RunHooks } from './hooks.ts';
import type { ModelKit } from './kit.ts';
import type { LoadedSuite } from './load.ts';
import { type ModelRef, modelRefId } from './models.ts';
import { loadPhotos, type PhotoInput } from './photos.ts';
import { canonicalJson, type Plan, plannedCells, plannedLatency, planSuite } from './plan.ts';
import { runAccuracy } from './run-accuracy.ts';
import { runLatency } from './run-latency.ts';
import { type Shard, shareOf } from './shard.ts';
import type { AccuracyOutcome } from './summarise.ts';

export interface ExecuteOptions {
  /** Folder of the run; `<root>/<suite>-<time>` if absent. */
  readonly out?: string;
  /** Where runs lie. */
  readonly root: string;
  /** true: go on with an unfinished run; false: never; absent: do so where it has the same plan and machine. */
  readonly resume?: boolean;
  readonly budgetSeconds?: number;
  /** Overrides the suite's `profile`. */
  readonly profile?: boolean;
  /** Measures this part of the plan; records that need all of it are left to `mergeRuns`. */
  readonly shard?: Shard;
  /** How to run it again. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface ExecuteDeps {
  readonly kit: ModelKit;
  readonly measure: MeasureGroup;
  runtime(name: string): Promise<Runtime>;
}

export interface Executed {
  readonly folder: string;
  readonly run: RunFile;
  readonly records: readonly RecordLine[];
  /** Images that could not be read; absent without an accuracy section. */
  readonly accuracy?: AccuracyOutcome;
}

/** The plan of a suite, every model and size of it checked. @throws UserError naming the first that cannot work */
export function checkedPlan({ suite, resolved, path }: LoadedSuite, kit: ModelKit): Plan {
  const plan = naming(path, () => planSuite(suite, kit, resolved));
  const seen = new Set<string>();
  for (const { cells } of plan.latency) {
    for (const { cell, ref } of cells) {
      const { model, resolution, batch } = cell;
      const key = `${model}/${resolution}/${batch}`;
      if (seen.has(key)) continue;
      seen.add(key);
      naming(path, () => kit.check(ref, { resolution, batch }));
    }
  }
  for (const section of accuracySections(resolved.accuracy)) {
    for (const ref of section.models) {
      const recipe = kit.evaluation(ref, section.weights, section.resolution);
      kit.check(ref, { resolution: inputSize(recipe), batch: 1 });
    }
  }
  if (plannedCells(plan) === 0)
    throw new UserError(`${path}: nothing to measure; add a "latency" or an "accuracy" section`);
  return plan;
}

/** What the user must mend is said with the name of the suite. */
function naming<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof UserError ? new UserError(`${path}: ${error.message}`) : error;
  }
}

/**
 * Runs a suite: plans, starts or resumes its folder, measures what is missing, and marks the run as ended.
 *
 * Whatever the user must mend is found before the folder is made. When the signal aborts, the reason is
 * thrown and the run stays unfinished.
 *
 * @throws UserError
 */
export async function executeSuite(
  loaded: LoadedSuite,
  options: ExecuteOptions,
  deps: ExecuteDeps,
  hooks: RunHooks & { started(folder: string, total: number): void },
): Promise<Executed> {
  const { shard } = options;
  const whole = checkedPlan(loaded, deps.kit);
  const plan = { ...whole, latency: shareOf(whole.latency, shard) };
  const { latency } = withOverrides(loaded.resolved, options);
  const photos = await loadPhotos(latency?.photos);
  const sections = accuracySections(loaded.resolved.accuracy);
  const datasets = await Promise.all(sections.map((section) => openDataset(section, options.root)));
  const calibration = latency ? readCalibration(options.root) : undefined;
  const environment = captureEnvironment(options.env);
  const store = openStore(loaded, plan, options, environment, deps.kit, hooks);
  try {
    hooks.started(store.folder, plannedCells(plan));
    if (latency) await runLatency(plan, latency, store, { ...deps, photos: once(photos) }, hooks);
    appendCalibration(calibration, store);
    if (shard === undefined) appendClaims(loaded.resolved, store, calibration?.noiseFloor ?? 0);
    const range = {
      before: plannedLatency(plan),
      cells: plan.accuracy.length,
      shard,
      dealt: whole.latency.length,
    };
    const accuracy =
      sections.length > 0 ? await runAccuracy(sections, datasets, store, deps.kit, hooks, range) : undefined;
    store.update({ endedAt: new Date().toISOString() });
    return {
      folder: store.folder,
      run: store.run(),
      records: [...store.records()],
      ...(accuracy ? { accuracy } : {}),
    };
  } finally {
    store.close();
  }
}

/** The images of a section; `textures10` is made once, in a folder beside the runs. */
async function openDataset(
  { data, labels, limit = 2000, resolution = 32 }: AccuracySection,
  root: string,
): Promise<Dataset> {
  if (data !== TEXTURES) return recogniseDataset(data, labels ? { labels } : {});
  const { writeTextureFolder } = await import('../textures/folder.ts');
  const parent = join(root, 'data');
  const folder = await writeTextureFolder(parent, 'test', resolution, limit).catch((error) => {
    throw new UserError(`cannot write the results folder ${parent} (${messageOf(error)})`);
  });
  return recogniseDataset(folder);
}

/** What this machine can tell apart belongs to the times that were taken on it. */
function appendCalibration(calibration: Calibration | undefined, store: RunStore): void {
  if (calibration === undefined || store.records().some(({ type }) => type === 'calibration')) return;
  store.append([calibrationRecord(calibration)]);
}

function openStore(
  { suite, resolved }: LoadedSuite,
  plan: Plan,
  options: ExecuteOptions,
  environment: Environment,
  kit: ModelKit,
  hooks: RunHooks,
): RunStore {
  const startedAt = new Date().toISOString();
  const { shard } = options;
  const part = shard === undefined ? '' : `-${shard.index}of${shard.count}`;
  const id = `${suite.name}-${startedAt.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}${part}`;
  const fits = (run: RunFile) =>
    run.plan.digest === plan.digest &&
    canonicalJson(run.shard ?? null) === canonicalJson(shard ?? null) &&
    sameMachine(run.environment, environment);
  const earlier = options.resume === false ? undefined : unfinished(options, fits);
  if (earlier !== undefined) {
    const store = resumeRun(earlier);
    store.update({ resumedAt: [...store.run().resumedAt, startedAt] });
    const { length } = store.records().filter(({ type }) => type === 'latency' || type === 'failed');
    hooks.log(`going on with ${earlier}: ${length} of ${plannedCells(plan)} cells are measured already`);
    return store;
  }
  if (options.resume) hooks.log('no unfinished run of this plan on this machine: starting a new one');
  return createRun(options.out ?? join(options.root, id), {
    schema: 'fastvit-bench/run@1',
    id,
    suite: resolved,
    plan: { digest: plan.digest, groups: plan.latency.length, cells: plannedCells(plan) },
    models: Object.fromEntries(allModels(suite).map((ref) => [modelRefId(ref), kit.facts(ref)])),
    command: [...options.command],
    environment,
    startedAt,
    resumedAt: [],
    skipped: [],
    ...(shard === undefined ? {} : { shard }),
  });
}

/** The folder to go on with. @throws UserError when --out names a run that cannot be gone on with */
function unfinished(options: ExecuteOptions, fits: (run: RunFile) => boolean): string | undefined {
  const { out, root } = options;
  if (out === undefined) return findUnfinished(root, fits);
  let run: RunFile;
  try {
    run = readRunFile(out);
  } catch (error) {
    // No folder yet: a new run. A folder with something else in it is refused when it is made.
    if (error instanceof UserError && /no such|holds no run/.test(error.message)) return undefined;
    throw error;
  }
  if (!fits(run))
    throw new UserError(`${out} holds a run of another plan, machine or version; choose another --out`);
  if (run.endedAt !== undefined && !options.resume)
    throw new UserError(`${out} holds a finished run; choose another --out`);
  return out;
}

/** Times of two machines, or of two versions of what is measured, do not belong into one run. */
function sameMachine(a: Environment, b: Environment): boolean {
  const identity = ({ cpu, os, versions }: Environment) =>
    JSON.stringify([
      cpu.model,
      cpu.logicalCores,
      cpu.architecture,
      os.platform,
      Object.entries(versions).sort(),
    ]);
  return identity(a) === identity(b);
}

/** Models of all sections. */
function allModels({ latency, accuracy }: LoadedSuite['suite']): ModelRef[] {
  return [...(latency?.models ?? []), ...accuracySections(accuracy).flatMap(({ models }) => models)];
}

function withOverrides(
  suite: LoadedSuite['resolved'],
  { budgetSeconds, profile }: ExecuteOptions,
): LoadedSuite['resolved'] {
  if (suite.latency === undefined) return suite;
  return {
    ...suite,
    latency: {
      ...suite.latency,
      ...(budgetSeconds === undefined ? {} : { budgetSeconds }),
      ...(profile === undefined ? {} : { profile }),
    },
  };
}

/** Remembers the last inputs, since the cells of a group mostly want the same one. */
function once(photos: PhotoInput): PhotoInput {
  const known = new Map<string, Float32Array>();
  return (recipe, batch) => {
    const key = JSON.stringify([recipe, batch]);
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= 8) known.clear();
    const made = photos(recipe, batch);
    known.set(key, made);
    return made;
  };
}
