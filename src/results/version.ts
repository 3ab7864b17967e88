import { UserError } from '../files/index.ts';

/** A JSON object as read, before any schema has checked it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * A kind of file that names its schema, such as `fastvit-bench/run@2`.
 *
 * `upgrades[0]` turns an object of version 1 into one of version 2, `upgrades[1]` version 2 into 3, and so on, so the
 * current version is one more than their number. In a JSON Lines file each line is upgraded separately. An upgrade is
 * pure, gets objects that no schema has checked, and leaves alone what it does not know: the schema, which runs
 * afterwards, reports what is wrong.
 */
export interface FileKind {
  readonly name: `fastvit-bench/${string}`;
  readonly upgrades: readonly ((object: JsonObject) => JsonObject)[];
}

/** The schema name that is written into new files of a kind. */
export function currentSchema({ name, upgrades }: FileKind): string {
  return `${name}@${upgrades.length + 1}`;
}

/**
 * The version of a file, from its parsed JSON (for JSON Lines, the first line).
 *
 * @param path names the file in the error
 * @throws UserError for a file of another kind, or of a newer version
 */
export function readVersion(value: unknown, kind: FileKind, path: string): number {
  const schema = (value as { schema?: unknown } | null)?.schema;
  const [name, version] = String(schema).split('@');
  if (name !== kind.name || !/^[1-9]\d*$/.test(version ?? ''))
    throw new UserError(
      `${path} is not a ${kind.name} file (its schema is ${JSON.stringify(schema) ?? 'missing'})`,
    );
  if (Number(version) > kind.upgrades.length + 1)
    throw new UserError(
      `${path} was written by a newer fastvit-bench (schema ${schema}; this version reads up to ${currentSchema(kind)}): update fastvit-bench`,
    );
  return Number(version);
}

/** Brings parsed JSON of an older version up to the current one; a header's `schema` is renewed too. */
export function upgrade(value: unknown, kind: FileKind, version: number): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const upgraded = kind.upgrades
    .slice(version - 1)
    .reduce<JsonObject>((object, step) => step(object), value as JsonObject);
  return 'schema' in upgraded ? { ...upgraded, schema: currentSchema(kind) } : upgraded;
}
