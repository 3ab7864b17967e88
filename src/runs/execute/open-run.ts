import { join } from 'node:path';
import { UserError } from '../../files/index.ts';
import {
  createRun,
  type Environment,
  findUnfinished,
  type RecordLine,
  RUN_SCHEMA,
  type RunFile,
  type RunStore,
  readRunFile,
  resumeRun,
} from '../../results/index.ts';
import type { LoadedSuite, Shard } from '../suite/index.ts';
import {
  accuracySections,
  canonicalJson,
  type ModelRef,
  modelRefId,
  type Plan,
  plannedCells,
  plannedLatency,
} from '../suite/index.ts';
import type { RunHooks } from './hooks.ts';
import type { ModelSource } from './model-source.ts';

export interface OpenRunOptions {
  /** Folder of the run; `<root>/<suite>-<time>` if absent. */
  readonly out?: string;
  /** Where runs lie. */
  readonly root: string;
  /** true: go on with an unfinished run; false: never; absent: do so where it has the same plan and machine. */
  readonly resume?: boolean;
  /** Measures this part of the plan; records that need all of it are left to `mergeRuns`. */
  readonly shard?: Shard;
  /** How to run it again. */
  readonly command: readonly string[];
}

/**
 * The folder of a run: one to go on with where there is one of this plan, shard and machine, else a new one.
 * @throws UserError when it cannot be written, or --out names another run
 */
export function openStore(
  { suite, resolved }: LoadedSuite,
  plan: Plan,
  options: OpenRunOptions,
  environment: Environment,
  source: ModelSource,
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
    // It is unfinished again: a kill leaves a run to go on with.
    store.update({ resumedAt: [...store.run().resumedAt, startedAt], endedAt: undefined });
    const count = (kind: RecordLine['type']) => store.records().filter(({ type }) => type === kind).length;
    const cells = plannedLatency(plan);
    const done = cells === 0 ? '' : `: ${count('latency')} of ${cells} cells are measured already`;
    const again = count('failed') === 0 ? '' : `, to be tried again: ${count('failed')}`;
    hooks.log(`going on with ${earlier}${done}${again}`);
    return store;
  }
  if (options.resume) hooks.log('no unfinished run of this plan on this machine: starting a new one');
  return createRun(options.out ?? join(options.root, id), {
    schema: RUN_SCHEMA,
    id,
    suite: resolved,
    plan: { digest: plan.digest, groups: plan.latency.length, cells: plannedCells(plan) },
    models: Object.fromEntries(allModels(suite).map((ref) => [modelRefId(ref), source.facts(ref)])),
    command: [...options.command],
    environment,
    startedAt,
    resumedAt: [],
    skipped: [],
    ...(shard === undefined ? {} : { shard }),
  });
}

/** The folder to go on with. @throws UserError when --out names a run that cannot be gone on with */
function unfinished(options: OpenRunOptions, fits: (run: RunFile) => boolean): string | undefined {
  const { out, root } = options;
  if (out === undefined) return findUnfinished(root, fits);
  let run: RunFile;
  try {
    run = readRunFile(out);
  } catch (error) {
    // No folder yet: a new run. A folder with something else in it is refused when it is made.
    if (error instanceof UserError && error.code === 'no-run') return undefined;
    throw error;
  }
  if (!fits(run))
    throw new UserError(`${out} holds a run of another plan, machine or version; choose another --out`);
  if (run.endedAt !== undefined && !options.resume)
    throw new UserError(
      `${out} holds a finished run; choose another --out, or --resume to try its failed cells again`,
    );
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

/** Models of all sections, those that only a mixed group names included. */
function allModels({ latency, accuracy }: LoadedSuite['suite']): ModelRef[] {
  const timed = latency?.models ?? [];
  const listed = new Set(timed.map(modelRefId));
  const mixed = (latency?.mixed ?? []).flatMap(({ models }) => models).filter((id) => !listed.has(id));
  return [...timed, ...mixed, ...accuracySections(accuracy).flatMap(({ models }) => models)];
}
