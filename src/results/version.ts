import { UserError } from '../files/index.ts';

/**
 * Refuses a file that names another schema, or a newer version of this one.
 *
 * @param found the file's `schema`, e.g. `fastvit-bench/run@2`
 * @param known what this reader understands, e.g. `fastvit-bench/run@1`
 * @throws UserError with a sentence
 */
export function checkSchemaVersion(found: unknown, known: string, path: string): void {
  const [name, version] = split(known);
  const [foundName, foundVersion] = split(String(found));
  if (found === undefined || foundName !== name || Number.isNaN(foundVersion))
    throw new UserError(
      `${path} is not a ${name} file (its schema is ${JSON.stringify(found) ?? 'missing'})`,
    );
  if (foundVersion > version)
    throw new UserError(
      `${path} was written by a newer fastvit-bench (schema ${String(found)}; this one reads up to ${known}): update fastvit-bench`,
    );
}

function split(schema: string): [name: string, version: number] {
  const [name = '', version] = schema.split('@');
  return [name, Number(version)];
}
