import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { partPath } from '../../accuracy/evaluation/index.ts';
import { openDatabase, verifyPart } from '../../accuracy/predictions/index.ts';
import { INPUTS, makeFolder, readFile, UserError } from '../../files/index.ts';
import { type RunData, readUnits, type UnitModel, type UnitsFile } from '../../results/index.ts';

export interface MergedParts {
  readonly units: UnitsFile;
  /** Units with a part in the merged run. */
  readonly merged: number;
  /** Byte-identical copies of parts. */
  readonly duplicates: number;
  /** Units whose parts differ between machines, in the last digits; one of them is kept. */
  readonly differing: readonly string[];
  /** Damaged parts, which are skipped. */
  readonly damaged: readonly string[];
  /** Units of the plan without a part. */
  readonly missing: readonly string[];
}

/**
 * Copies the parts of runs into one folder, and verifies each against its unit and its own digest. Returns undefined
 * if no run has units.
 *
 * @param folder of the merged run
 * @throws UserError if two runs evaluated different models, images or versions
 */
export async function mergeParts(runs: readonly RunData[], folder: string): Promise<MergedParts | undefined> {
  const sources = runs.flatMap((run) => {
    const units = readUnits(run.folder);
    return units === undefined ? [] : [{ folder: run.folder, units }];
  });
  const [first, ...others] = sources;
  if (first === undefined) return undefined;
  for (const other of others) checkUnits(first, other);
  const known = new Set(first.units.units.map(({ unit }) => unit));
  for (const source of sources) checkForeign(source, known);

  const predictions = join(folder, 'predictions');
  makeFolder(predictions);
  const found = { merged: 0, duplicates: 0, differing: [], damaged: [], missing: [] } as Found;
  const database = await openDatabase({ threads: 1 });
  try {
    for (const { unit, identity } of first.units.units) {
      const sound: string[] = [];
      for (const source of sources) {
        const path = partPath(join(source.folder, 'predictions'), unit);
        if (!existsSync(path)) continue;
        if (await verifyPart(database.connection, path, identity)) sound.push(path);
        else found.damaged.push(path);
      }
      take(unit, sound, partPath(predictions, unit), found);
    }
  } finally {
    database.close();
  }
  return { units: first.units, ...found };
}

interface Source {
  readonly folder: string;
  readonly units: UnitsFile;
}

/** Counts during a merge. */
interface Found {
  merged: number;
  duplicates: number;
  readonly differing: string[];
  readonly damaged: string[];
  readonly missing: string[];
}

/** Copies one of the parts of a unit. If they differ, the choice does not depend on their order. */
function take(unit: string, paths: readonly string[], to: string, found: Found): void {
  if (paths.length === 0) {
    found.missing.push(unit);
    return;
  }
  const byContent = new Map(paths.map((path) => [sha256(path), path]));
  const [chosen] = [...byContent].sort(([a], [b]) => (a < b ? -1 : 1));
  copyFileSync((chosen as [string, string])[1], to);
  found.merged++;
  found.duplicates += paths.length - byContent.size;
  if (byContent.size > 1) found.differing.push(unit);
}

function sha256(path: string): string {
  return createHash('sha256').update(readFile(path, INPUTS.part)).digest('hex');
}

function checkUnits(a: Source, b: Source): void {
  for (const [name, version] of Object.entries(a.units.versions)) {
    const other = b.units.versions[name];
    if (other !== version)
      throw new UserError(
        `${b.folder} was evaluated with ${name} ${other ?? 'unknown'} and ${a.folder} with ${version}; merge runs of the same version`,
      );
  }
  const models = new Map(b.units.models.map((model) => [model.id, model]));
  for (const model of a.units.models) {
    const other = models.get(model.id);
    if (other === undefined || describe(other) !== describe(model))
      throw new UserError(
        `${model.id} is ${describe(model)} in ${a.folder} and ${other ? describe(other) : 'missing'} in ${b.folder}; merge runs of the same models`,
      );
  }
  const extra = b.units.models.find(({ id }) => !a.units.models.some((model) => model.id === id));
  if (extra !== undefined)
    throw new UserError(
      `${extra.id} is ${describe(extra)} in ${b.folder} and missing in ${a.folder}; merge runs of the same models`,
    );
  const identities = new Map(b.units.units.map(({ unit, identity }) => [unit, identity]));
  const differs = a.units.units.find(({ unit, identity }) => identities.get(unit) !== identity);
  if (differs !== undefined || a.units.units.length !== b.units.units.length)
    throw new UserError(
      `${a.folder} and ${b.folder} evaluated different images (${a.units.units.length} and ${b.units.units.length} units${differs ? `; ${differs.unit} differs` : ''}); use the same dataset on every machine`,
    );
}

function describe({ weights, digest, resolution }: UnitModel): string {
  return `${weights}, ${resolution.join('x')}, digest ${digest.slice(0, 12)}`;
}

function checkForeign({ folder }: Source, known: ReadonlySet<string>): void {
  const predictions = join(folder, 'predictions');
  if (!existsSync(predictions)) return;
  const foreign = readdirSync(predictions).find(
    (name) => name.endsWith('.parquet') && !known.has(name.slice(0, -'.parquet'.length)),
  );
  if (foreign !== undefined)
    throw new UserError(
      `${join(predictions, foreign)} does not belong to this plan; delete it, or do not merge this run`,
    );
}
