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

/** One latency measurement to make. */
export interface PlannedCell {
  readonly cell: LatencyCell;
  readonly ref: ModelRef;
}

/** Cells that take turns, so that their ratios are paired. */
export interface PlannedGroup {
  /** e.g. `256x256/b1/t1`, with `/2` behind it for the second part of a split group. */
  readonly id: string;
  readonly cells: readonly PlannedCell[];
  /** The cell that ratios are to. */
  readonly baseline: LatencyCell;
}

/** One model on one set under one corruption and severity. */
export interface PlannedAccuracy {
  readonly model: string;
  /** Path of the set, as written. */
  readonly data: string;
  /** `none` for images as they are. */
  readonly corruption: string;
  readonly severity: number;
  readonly protocol: string;
}

export interface Plan {
  readonly suite: string;
  readonly seed: number;
  readonly latency: readonly PlannedGroup[];
  readonly accuracy: readonly PlannedAccuracy[];
  /** sha256 over everything that decides what is measured and how; budgets are not part of it. */
  readonly digest: string;
}

/** What a plan must know of the models. */
export interface FormFacts {
  /** Whether the training form computes anything that the inference form does not. */
  formsDiffer(ref: ModelRef): boolean;
}

/** The stored corruptions of the data set at a path; none for images that are corrupted when they are read. */
type StoredIn = (data: string) => readonly StoredCorruption[];

/**
 * Unrolls a suite into cells, the same on every machine: groups in the order resolution, batch, threads as
 * written, and within a group model, form, runtime, provider, optimisation level.
 *
 * @param suite as written: the digest is taken of this, so that it does not depend on where files lie
 * @param resolved with absolute paths: the cells name the models of this
 * @param storedIn looks at the data, since a set of stored corruptions has these cells and no others
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

/** Number of measurements of a plan, the repeated baselines of split groups included. */
export function plannedCells(plan: Plan): number {
  return plannedLatency(plan) + plan.accuracy.length;
}

/** Number of latency measurements. */
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
    throw new UserError(`latency measures ${twice} twice: name every size, batch and thread count once`);
  return groups;
}

/**
 * Models at sizes of their own in one group, with the first batch and number of threads. A name is the id of
 * one of the section's models, else one of the registry's.
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
  once(cells);
  return { id: `${names}/b${batch}/t${threads}`, cells, baseline: baselineOf(cells, models[0]).cell };
}

/** @throws UserError where a cell would take turns with itself */
function once(cells: readonly PlannedCell[]): void {
  const ids = cells.map(({ cell }) => latencyCellId(cell));
  const twice = firstDuplicate(ids);
  if (twice !== undefined)
    throw new UserError(
      `latency measures ${twice} twice: name every model, form, runtime and optimisation level once`,
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
      // Where both forms are one, it is measured once, as the inference form.
      if (form === 'train' && section.forms.includes('inference') && !facts.formsDiffer(ref)) continue;
      for (const choice of section.runtimes.flatMap((text) => runtimeChoices(text, section.providers))) {
        // Only onnxruntime rewrites a graph by levels.
        const levels = modelFormat(choice) === 'onnx' ? section.graphOptimization : (['all'] as const);
        for (const graphOptimization of levels) {
          cells.push({ cell: { model: modelRefId(ref), form, ...choice, ...size, graphOptimization }, ref });
        }
      }
    }
  }
  once(cells);
  return cells;
}

/** The baseline model's inference form on the first runtime; its first cell if it has none. */
function baselineOf(cells: readonly PlannedCell[], model: string | undefined): PlannedCell {
  const own = cells.filter(({ cell }) => model === undefined || cell.model === model);
  const found = own.find(({ cell }) => cell.form === 'inference') ?? own[0];
  if (found === undefined) throw new Error('a group without its baseline');
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
    // Parts of equal size, so that none is left with a single cell.
    const from = Math.floor((part * others.length) / parts);
    const to = Math.floor(((part + 1) * others.length) / parts);
    return { id: `${id}/${part + 1}`, cells: [baseline, ...others.slice(from, to)], baseline: baseline.cell };
  });
}

function planDigest(suite: Suite, groups: readonly PlannedGroup[]): string {
  const { weights, photos, sampling, options, profile } = suite.latency ?? {};
  const essence = {
    seed: suite.seed,
    claims: suite.claims,
    latency: groups.map(({ id, cells, baseline }) => ({
      id,
      baseline: latencyCellId(baseline),
      cells: cells.map(({ cell, ref }) => [latencyCellId(cell), ref]),
    })),
    how: { weights, photos, sampling, options, profile },
    // A key of its own only where there is something: plans without it keep their digest.
    ...(suite.accuracy === undefined ? {} : { accuracy: accuracySections(suite.accuracy).map(essential) }),
  };
  return createHash('sha256').update(canonicalJson(essence)).digest('hex');
}

/** What decides the predictions; the number of workers and what counts as failure do not. */
function essential({ workers: _, allowUnreadable: __, optional: ___, ...section }: AccuracySection) {
  return section;
}

/** JSON with sorted keys: equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  );
}
