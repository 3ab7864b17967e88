import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { INPUTS, messageOf, parseJson, readFile, replaceFile, UserError } from '../files/index.ts';
import { currentSchema, type FileKind, readVersion, upgrade } from './version.ts';

/** units.jsonl: every unit of accuracy work in the plan of a run, whichever process evaluates it. */
const UNITS: FileKind = { name: 'fastvit-bench/units', upgrades: [] };
const UNITS_SCHEMA = currentSchema(UNITS);

/** A model whose predictions are in the parts. */
export const UnitModel = z.object({
  id: z.string(),
  registryId: z.string().optional().describe('id in the registry, for models from there'),
  weights: z.string().describe('weights source, e.g. seed:0'),
  digest: z.string().describe('sha256 of the ONNX file'),
  resolution: z.tuple([z.number().int(), z.number().int()]).describe('height, width of the input'),
});
export type UnitModel = z.infer<typeof UnitModel>;

const UnitLine = z.object({
  unit: z.string().describe('names its part in predictions/, too'),
  identity: z
    .string()
    .describe('sha256 over everything that its predictions depend on; also stored in the part'),
  images: z.number().int(),
});
type UnitLine = z.infer<typeof UnitLine>;

const Header = z.object({
  schema: z.literal(UNITS_SCHEMA),
  datasets: z.array(z.string()).describe('names of the datasets, one per section of the suite'),
  models: z.array(UnitModel),
  versions: z.record(z.string(), z.string()).describe('versions of the packages that affect a prediction'),
});

export interface UnitsFile {
  readonly datasets: readonly string[];
  readonly models: readonly UnitModel[];
  readonly versions: Readonly<Record<string, string>>;
  /** In the order of the plan. */
  readonly units: readonly UnitLine[];
}

/** Writes a run's units.jsonl, atomically. @throws UserError if it cannot be written */
export function writeUnits(folder: string, { units, ...header }: UnitsFile): void {
  const lines = [{ schema: UNITS_SCHEMA, ...header }, ...units];
  replaceFile(join(folder, 'units.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

/**
 * Reads the units of a run; undefined if it has none.
 * @throws UserError for a damaged file or a newer schema
 */
export function readUnits(folder: string): UnitsFile | undefined {
  const path = join(folder, 'units.jsonl');
  if (!existsSync(path)) return undefined;
  const lines = readFile(path, INPUTS.lines).toString().trimEnd().split('\n');
  try {
    const values = lines.map((line) => parseJson(line));
    const version = readVersion(values[0], UNITS, path);
    const [header, ...units] = values.map((value) => upgrade(value, UNITS, version));
    const { schema: _, ...parsed } = Header.parse(header);
    return { ...parsed, units: units.map((unit) => UnitLine.parse(unit)) };
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${path} is damaged (${messageOf(error).split('\n')[0]})`);
  }
}
