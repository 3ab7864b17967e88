import { temporaryFolder } from '../../files/index.ts';
import { calibrationRecord, type MeasureGroup, readCalibration } from '../../latency/index.ts';
import {
  type Calibration,
  captureEnvironment,
  type NoiseFloors,
  noiseFloors,
  type RecordLine,
  type RunFile,
  type RunStore,
} from '../../results/index.ts';
import { type Runtime, runtimePackages } from '../../runtimes/index.ts';
import type { JudgeClaims, LoadedSuite, Suite } from '../suite/index.ts';
import {
  accuracySections,
  canonicalJson,
  claimsOf,
  plannedCells,
  plannedLatency,
  shareOf,
} from '../suite/index.ts';
import type { LastMeasured } from './budget.ts';
import { checkedPlan } from './checked-plan.ts';
import type { RunHooks } from './hooks.ts';
import type { ModelSource } from './model-source.ts';
import { assertOutside, openDataset } from './open-dataset.ts';
import { type OpenRunOptions, openStore } from './open-run.ts';
import { loadPhotos, type PhotoInput } from './photos.ts';
import { prepareAccuracy } from './prepare-accuracy.ts';
import { runAccuracy } from './run-accuracy.ts';
import { runLatency } from './run-latency.ts';
import type { AccuracyOutcome } from './summarise.ts';

export interface ExecuteOptions extends OpenRunOptions {
  readonly budgetSeconds?: number;
  /** Overrides the suite's `profile`. */
  readonly profile?: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface ExecuteDeps {
  readonly source: ModelSource;
  readonly measure: MeasureGroup;
  readonly judgeClaims: JudgeClaims;
  runtime(name: string): Promise<Runtime>;
  /** When cells were last measured on this machine, if there is a history. */
  readonly lastMeasured?: LastMeasured;
}

export interface Executed {
  readonly folder: string;
  readonly run: RunFile;
  readonly records: readonly RecordLine[];
  /** Unreadable images; absent without an accuracy section. */
  readonly accuracy?: AccuracyOutcome;
}

/**
 * Runs a suite: plans it, creates or resumes its folder, measures what is missing, and marks the run as ended.
 *
 * Mistakes of the user are found before the folder is created. When the signal aborts, its reason is thrown and the
 * run stays unfinished.
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
  const whole = checkedPlan(loaded, deps.source);
  const plan = { ...whole, latency: shareOf(whole.latency, shard) };
  const { latency } = withOverrides(loaded.resolved, options);
  const photos = await loadPhotos(latency?.photos);
  const sections = accuracySections(loaded.resolved.accuracy);
  const datasets = await Promise.all(sections.map((section) => openDataset(section, options.root)));
  const calibration = latency ? readCalibration(options.root) : undefined;
  assertOutside(options.out, sections);
  const environment = captureEnvironment(runtimePackages(), options.env);
  const { path: models, remove } = temporaryFolder();
  let store: RunStore | undefined;
  try {
    const how = {
      seed: loaded.resolved.seed,
      versions: environment.versions,
      source: deps.source,
      folder: models,
    };
    const prepared = await prepareAccuracy(sections, datasets, how, hooks);
    store = openStore(loaded, plan, options, environment, deps.source, hooks);
    hooks.started(store.folder, plannedCells(plan));
    if (latency) await runLatency(plan, latency, store, { ...deps, photos: cached(photos) }, hooks);
    appendCalibration(calibration, store);
    if (shard === undefined) appendClaims(loaded.resolved, store, deps.judgeClaims, noiseFloors(calibration));
    const range = {
      before: plannedLatency(plan),
      cells: plan.accuracy.length,
      shard,
      groups: whole.latency.length,
    };
    const accuracy = sections.length > 0 ? await runAccuracy(prepared, store, hooks, range) : undefined;
    store.update({ endedAt: new Date().toISOString() });
    return {
      folder: store.folder,
      run: store.run(),
      records: [...store.records()],
      ...(accuracy ? { accuracy } : {}),
    };
  } finally {
    store?.close();
    remove();
  }
}

/**
 * Appends the verdicts on a suite's claims to its run, unless they are there.
 *
 * @param suite with absolute paths
 * @param floors smallest half-width of an interval
 * @throws UserError if the file of claims cannot be read or holds none
 */
function appendClaims(suite: Suite, store: RunStore, judge: JudgeClaims, floors: NoiseFloors): void {
  if (suite.claims === undefined) return;
  const known = new Set(store.records().map(canonicalJson));
  const judged = judge(claimsOf(suite.claims), store.records(), floors);
  const changed = judged.filter((claim) => !known.has(canonicalJson(claim)));
  if (changed.length > 0) store.append(changed);
}

/** Appends the machine's calibration, which says which differences its latencies can show. */
function appendCalibration(calibration: Calibration | undefined, store: RunStore): void {
  if (calibration === undefined || store.records().some(({ type }) => type === 'calibration')) return;
  store.append([calibrationRecord(calibration)]);
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
      ...(budgetSeconds === undefined ? {} : { budgetSeconds, overBudget: 'drop' as const }),
      ...(profile === undefined ? {} : { profile }),
    },
  };
}

/** Caches inputs, since most cells of a group share one. */
function cached(photos: PhotoInput): PhotoInput {
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
