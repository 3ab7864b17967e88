import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { assertReadable, INPUTS, isFolder, UserError } from '../../files/index.ts';
import { sqlLiteral } from './part.ts';
import { COLUMNS } from './row.ts';

/** Paths of the parts in a folder of predictions; none if there is no folder. */
export function partsIn(folder: string): string[] {
  if (!isFolder(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.parquet'))
    .map((name) => join(folder, name));
}

/** Returns the SQL of all rows of parts. They are listed, since `[` and `*` in a folder's name would be a pattern. */
export function readParts(paths: readonly string[]): string {
  return `read_parquet([${paths.map(sqlLiteral).join(', ')}])`;
}

/** Checks that the parts are regular files: DuckDB would wait for the writer of a FIFO. @throws UserError */
export function assertPartFiles(folder: string): void {
  for (const path of partsIn(folder)) assertReadable(path, INPUTS.part);
}

/**
 * Runs a query over parts. If it fails, the parts are read one by one, to name the one that is damaged.
 * @throws UserError for a damaged part; otherwise the error of the query
 */
export async function overParts<T>(
  connection: DuckDBConnection,
  folders: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    for (const path of folders.flatMap(partsIn)) await refuseDamaged(connection, path);
    throw error;
  }
}

async function refuseDamaged(connection: DuckDBConnection, path: string): Promise<void> {
  const columns = Object.keys(COLUMNS).join(', ');
  try {
    await connection.runAndReadAll(`SELECT max(hash(${columns})) FROM read_parquet(${sqlLiteral(path)})`);
  } catch {
    throw new UserError(
      `${path} is damaged or not a part of this version; delete it, and resume its run to evaluate it again`,
    );
  }
}
