import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { modelsOf, openDatabase, verifyPart } from '../predictions/index.ts';
import type { PreparedEvaluation, PreparedUnit } from './prepare.ts';

/** Returns the path of the part of a unit in a folder of parts. */
export function partPath(folder: string, unit: string): string {
  return join(folder, `${unit}.parquet`);
}

/** Finds the units without an undamaged part, and removes damaged parts. */
export async function unfinished(units: readonly PreparedUnit[], folder: string): Promise<PreparedUnit[]> {
  const database = await openDatabase({ threads: 1 });
  try {
    const missing: PreparedUnit[] = [];
    for (const unit of units) {
      const path = partPath(folder, unit.id);
      if (existsSync(path) && (await verifyPart(database.connection, path, unit.identity))) continue;
      rmSync(path, { force: true, recursive: true });
      missing.push(unit);
    }
    return missing;
  } finally {
    database.close();
  }
}

/** Units that need the same models. */
export interface RemainingWork {
  /** Models to evaluate; empty if the parts only hold rows of models to leave out. */
  readonly models: readonly string[];
  /** Models whose rows are in the parts already. */
  readonly kept: readonly string[];
  readonly units: readonly PreparedUnit[];
}

/**
 * Finds what is missing in a folder of parts, and removes parts that are damaged or of other images, models or
 * versions. A part of some of the models counts for these: a model that failed is left out of parts, and a model that
 * works again is added to them.
 *
 * @param all the evaluation with all models
 * @param wanted the evaluation with the models whose predictions are wanted
 * @param own ids of the units
 */
export async function remainingWork(
  all: PreparedEvaluation,
  wanted: PreparedEvaluation,
  own: ReadonlySet<string>,
  folder: string,
): Promise<RemainingWork[]> {
  const identities = identitiesBy(all);
  const ids = wanted.setup.models.map(({ id }) => id);
  const works = new Map<string, { models: string[]; kept: string[]; units: PreparedUnit[] }>();
  const database = await openDatabase({ threads: 1 });
  try {
    for (const unit of wanted.units) {
      if (!own.has(unit.id)) continue;
      const present = await modelsIn(unit);
      if (present === 'complete') continue;
      const kept = ids.filter((id) => present.includes(id));
      const models = ids.filter((id) => !present.includes(id));
      const work = works.get(kept.join('\n')) ?? { models, kept, units: [] };
      work.units.push(unit);
      works.set(kept.join('\n'), work);
    }
  } finally {
    database.close();
  }
  return [...works.values()];

  async function modelsIn({ id, identity }: PreparedUnit): Promise<'complete' | readonly string[]> {
    const path = partPath(folder, id);
    if (!existsSync(path)) return [];
    if (await verifyPart(database.connection, path, identity)) return 'complete';
    const present = await modelsOf(database.connection, path);
    const earlier = identities(present)?.get(id);
    if (earlier !== undefined && (await verifyPart(database.connection, path, earlier))) return present;
    rmSync(path, { force: true, recursive: true });
    return [];
  }
}

/** Returns the identities of the units for a set of models; undefined if it has others than the evaluation. */
function identitiesBy(all: PreparedEvaluation) {
  const known = new Map<string, ReadonlyMap<string, string>>();
  return (models: readonly string[]): ReadonlyMap<string, string> | undefined => {
    const ids = all.setup.models.map(({ id }) => id).filter((id) => models.includes(id));
    if (ids.length === 0 || ids.length < models.length) return undefined;
    const key = ids.join('\n');
    const found =
      known.get(key) ?? new Map(all.only(ids).units.map(({ id, identity }) => [id, identity] as const));
    known.set(key, found);
    return found;
  };
}
