import { createHash } from 'node:crypto';
import type { StoredCorruption } from '../../accuracy/datasets/index.ts';
import { treatmentsOf } from '../../accuracy/evaluation/index.ts';
import { UserError } from '../../files/index.ts';
import type { LatencyCell } from '../../results/index.ts';
import { latencyCellId } from '../../results/index.ts';
import { modelFormat, runtimeChoices } from '../../runtimes/index.ts';
import { type AccuracySection, accuracySections } from './accuracy.ts';
import { firstDuplicate } from './duplicates.ts';
import type { LatencySection } from './latency.ts';
import { type ModelRef, modelRefId } from './models.ts';
import type { Suite } from './schema.ts';

/** A latency cell and the model to measure. */
export interface PlannedCell {
  readonly cell: LatencyCell;
  readonly ref: ModelRef;
}

/** Cells that are measured interleaved, so that their ratios are paired. */
export interface PlannedGroup {
  /** E.g. `256x256/b1/t1`; the second part of a split group ends in `/2`. */
  readonly id: string;
  readonly cells: readonly PlannedCell[];
  /** The cell that ratios are relative to. */
  readonly baseline: LatencyCell;
}

/** An accuracy cell: one model on one dataset under one corruption and severity. */
export interface PlannedAccuracy {
  readonly model: string;
  /** Path of the dataset. */
  readonly data: string;
  /** `none` for clean images. */
  readonly corruption: string;
  readonly severity: number;
  readonly protocol: string;
}

export interface Plan {
  readonly suite: string;
  readonly seed: number;
  readonly latency: readonly PlannedGroup[];
  readonly accuracy: readonly PlannedAccuracy[];
  /** sha256 over what is measured and how, without the budget. */
  readonly digest: string;
}

/** What a plan needs to know about models. */
export interface FormFacts {
  /** Whether a model has a training form that differs from its inference form. */
  formsDiffer(ref: ModelRef): boolean;
}

/** Returns the stored corruptions of the dataset at a path; none for images that are corrupted when read. */
type StoredIn = (data: string) => readonly StoredCorruption[];

/**
 * Expands a suite into cells, the same on every machine. Groups are ordered by resolution, batch and threads as
 * written; the cells of a group by model, form, runtime, provider and optimization level.
 *
 * @param suite as written; the digest covers this, so that it does not depend on where files are
 * @param resolved with absolute paths; cells refer to the models of this
 * @param storedIn looks at the data, because a set of stored corruptions has these cells and no others
 * @throws UserError for a cell that is listed twice, or an unknown runtime or corruption
 */
export function planSuite(
  suite: Suite,
  facts: FormFacts,
  resolved: Suite = suite,
  storedIn: StoredIn = () => [],
): Plan {
  const groupsOf = ({ latency }: Suite) => (latency ? latencyGroups(latency, facts) : []);
  const digest = planDigest(suite, groupsOf(suite));
  const accuracy = accuracyCells(resolved, storedIn);
  return { suite: suite.name, seed: suite.seed, latency: groupsOf(resolved), accuracy, digest };
}

/** Counts the cells of a plan, including the repeated baselines of split groups. */
export function plannedCells(plan: Plan): number {
  return plannedLatency(plan) + plan.accuracy.length;
}

/** Counts the latency cells of a plan. */
export function plannedLatency(plan: Plan): number {
  return plan.latency.reduce((sum, { cells }) => sum + cells.length, 0);
}

function accuracyCells({ accuracy, seed }: Suite, storedIn: StoredIn): PlannedAccuracy[] {
  return accuracySections(accuracy).flatMap(({ data, models, ...section }) =>
    treatmentsOf({ ...section, seed }, { path: data, stored: storedIn(data) }).flatMap(
      ({ corruption, severity, protocol }) =>
        models.map((ref) => ({ model: modelRefId(ref), data, corruption, severity, protocol })),
    ),
  );
}

function latencyGroups(section: LatencySection, facts: FormFacts): PlannedGroup[] {
  const groups: PlannedGroup[] = [];
  for (const size of section.resolutions) {
    const resolution: [number, number] = typeof size === 'number' ? [size, size] : size;
    for (const batch of section.batch) {
      for (const threads of section.threads) {
        const id = `${resolution.join('x')}/b${batch}/t${threads}`;
        const cells = groupCells(section, facts, { resolution, batch, threads });
        groups.push(...split(id, cells, baselineOf(cells, section.baseline), section.groupSize));
      }
    }
  }
  for (const { models, resolutions } of section.mixed)
    groups.push(mixedGroup(section, facts, models, resolutions));
  const twice = firstDuplicate(groups.map(({ id }) => id));
  if (twice !== undefined)
    throw new UserError(
      `latency lists ${twice} twice; list every resolution, batch size and thread count once`,
    );
  return groups;
}

/**
 * Returns a group of models at individual sizes, with the first batch size and thread count of the section. A name
 * is the id of a model of the section, or else of the registry.
 */
function mixedGroup(
  section: LatencySection,
  facts: FormFacts,
  models: readonly string[],
  resolutions: readonly number[],
): PlannedGroup {
  const [batch, threads] = [section.batch[0] as number, section.threads[0] as number];
  const cells = models.flatMap((model, at) => {
    const pixels = resolutions[at] as number;
    const ref = section.models.find((own) => modelRefId(own) === model) ?? model;
    return groupCells({ ...section, models: [ref] }, facts, {
      resolution: [pixels, pixels],
      batch,
      threads,
    });
  });
  const names = models.map((model, at) => `${model}@${resolutions[at]}`).join('+');
  assertDistinct(cells);
  return { id: `${names}/b${batch}/t${threads}`, cells, baseline: baselineOf(cells, models[0]).cell };
}

/** @throws UserError if a group has the same cell twice */
function assertDistinct(cells: readonly PlannedCell[]): void {
  const ids = cells.map(({ cell }) => latencyCellId(cell));
  const twice = firstDuplicate(ids);
  if (twice !== undefined)
    throw new UserError(
      `latency lists ${twice} twice; list every model, form, runtime and optimization level once`,
    );
}

function groupCells(
  section: LatencySection,
  facts: FormFacts,
  size: Pick<LatencyCell, 'resolution' | 'batch' | 'threads'>,
): PlannedCell[] {
  const cells: PlannedCell[] = [];
  for (const ref of section.models) {
    for (const form of section.forms) {
      // A model whose forms are the same is measured once, as the inference form.
      if (form === 'train' && section.forms.includes('inference') && !facts.formsDiffer(ref)) continue;
      for (const choice of section.runtimes.flatMap((text) => runtimeChoices(text, section.providers))) {
        // Only onnxruntime has optimization levels.
        const levels = modelFormat(choice) === 'onnx' ? section.graphOptimization : (['all'] as const);
        for (const graphOptimization of levels) {
          cells.push({ cell: { model: modelRefId(ref), form, ...choice, ...size, graphOptimization }, ref });
        }
      }
    }
  }
  assertDistinct(cells);
  return cells;
}

/** Returns the baseline model's inference form on the first runtime, or else its first cell. */
function baselineOf(cells: readonly PlannedCell[], model: string | undefined): PlannedCell {
  const own = cells.filter(({ cell }) => model === undefined || cell.model === model);
  const found = own.find(({ cell }) => cell.form === 'inference') ?? own[0];
  if (found === undefined) throw new Error('the group has no cell of its baseline');
  return found;
}

function split(
  id: string,
  cells: readonly PlannedCell[],
  baseline: PlannedCell,
  size: number,
): PlannedGroup[] {
  if (cells.length <= size) return [{ id, cells, baseline: baseline.cell }];
  const others = cells.filter((cell) => cell !== baseline);
  const parts = Math.ceil(others.length / (size - 1));
  return Array.from({ length: parts }, (_, part) => {
    // Parts of equal size, so that none has a single cell.
    const from = Math.floor((part * others.length) / parts);
    const to = Math.floor(((part + 1) * others.length) / parts);
    return { id: `${id}/${part + 1}`, cells: [baseline, ...others.slice(from, to)], baseline: baseline.cell };
  });
}

function planDigest(suite: Suite, groups: readonly PlannedGroup[]): string {
  const { weights, photos, sampling, options, profile } = suite.latency ?? {};
  const content = {
    seed: suite.seed,
    claims: suite.claims,
    latency: groups.map(({ id, cells, baseline }) => ({
      id,
      baseline: latencyCellId(baseline),
      cells: cells.map(({ cell, ref }) => [latencyCellId(cell), ref]),
    })),
    how: { weights, photos, sampling, options, profile },
    // The key is absent without a section, so that the digests of older plans remain valid.
    ...(suite.accuracy === undefined
      ? {}
      : { accuracy: accuracySections(suite.accuracy).map(relevantToPredictions) }),
  };
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}

/** Removes what does not affect predictions. */
function relevantToPredictions({
  workers: _,
  allowUnreadable: __,
  timeoutSeconds: ____,
  optional: ___,
  ...section
}: AccuracySection) {
  return section;
}

/** Writes JSON with sorted keys, so that equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  );
}
