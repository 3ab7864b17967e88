import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBInstance,
  INTEGER,
  LIST,
  listValue,
} from '@duckdb/node-api';
import { assertReadable, cannotWrite, INPUTS } from '../../files/index.ts';
import { COLUMNS, type ColumnValues, columnValues, type PartContext, type PredictionRow } from './row.ts';

/** Writes Parquet parts, with its own in-memory database. */
export interface PartWriter {
  /**
   * Writes rows to `path` atomically: to a temporary file next to it, which is synced and renamed. Equal rows give equal
   * bytes. `unit` identifies what was evaluated; a resumed run compares it.
   *
   * @param kept rows of other models, from the part that is at `path` now; the result is the part that all models
   *   together would have given, to the byte
   * @throws UserError with the code `cannot-write`, e.g. if the disk is full or the folder is gone
   */
  write(
    path: string,
    unit: string,
    rows: readonly PredictionRow[],
    context: PartContext,
    kept?: KeptRows,
  ): Promise<void>;
  close(): void;
}

/** Which rows of a part to keep, and where they go. */
export interface KeptRows {
  readonly models: readonly string[];
  /** Ids of all models, in the order of the rows of an image. */
  readonly order: readonly string[];
}

const TABLE = Object.entries(COLUMNS)
  .map(([name, type]) => `${name} ${type}`)
  .join(', ');

/** SHA-256 over all values of a table in the order of its rows, to recognise a damaged part. */
const DIGEST = `SELECT coalesce(sha256(string_agg(part::VARCHAR, chr(10) ORDER BY model, image, dataset)), '') FROM`;

export async function openPartWriter(): Promise<PartWriter> {
  const database = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '512MB' });
  const connection = await database.connect();
  return {
    async write(path, unit, rows, context, kept) {
      await connection.run(`CREATE OR REPLACE TABLE part (${TABLE})`);
      await append(connection, rows, context);
      if (kept) await addKept(connection, path, kept, context);
      const digest = await scalar(connection, `${DIGEST} part`);
      const temporary = `${path}.${process.pid}.tmp`;
      try {
        await connection.run(
          `COPY part TO ${sqlLiteral(temporary)} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {unit: ${sqlLiteral(unit)}, digest: ${sqlLiteral(digest)}})`,
        );
        sync(temporary);
        renameSync(temporary, path);
        sync(dirname(path));
      } catch (error) {
        rmSync(temporary, { force: true });
        throw cannotWrite(path, error);
      }
    },
    close() {
      connection.closeSync();
      database.closeSync();
    },
  };
}

/** Whether a file is an undamaged part of `unit`. */
export async function verifyPart(connection: DuckDBConnection, path: string, unit: string): Promise<boolean> {
  try {
    // DuckDB would wait for the writer of a FIFO.
    assertReadable(path, INPUTS.part);
    const metadata = await connection.runAndReadAll(
      `SELECT key::VARCHAR AS key, value::VARCHAR AS value FROM parquet_kv_metadata(${sqlLiteral(path)})`,
    );
    const found = new Map(metadata.getRowsJS().map(([key, value]) => [key, value]));
    if (found.get('unit') !== unit) return false;
    return (
      (await scalar(connection, `${DIGEST} read_parquet(${sqlLiteral(path)}) part`)) === found.get('digest')
    );
  } catch {
    return false;
  }
}

/** Lists the models that have rows in a part; empty if it cannot be read. */
export async function modelsOf(connection: DuckDBConnection, path: string): Promise<string[]> {
  try {
    assertReadable(path, INPUTS.part);
    const found = await connection.runAndReadAll(
      `SELECT DISTINCT model FROM read_parquet(${sqlLiteral(path)}) ORDER BY model`,
    );
    return found.getRowsJS().map(([model]) => String(model));
  } catch {
    return [];
  }
}

/**
 * Adds rows of an earlier part to the table `part`: by image in the order of that part, then by model. The versions
 * of the rows name all models, so they are replaced.
 */
async function addKept(
  connection: DuckDBConnection,
  path: string,
  { models, order }: KeptRows,
  { versions }: PartContext,
): Promise<void> {
  const columns = Object.keys(COLUMNS).join(', ');
  await connection.run(
    `CREATE OR REPLACE TABLE earlier AS SELECT * REPLACE (${sqlLiteral(versions)} AS versions) FROM read_parquet(${sqlLiteral(path)}, file_row_number = true)`,
  );
  await connection.run(`CREATE OR REPLACE TABLE part AS SELECT ${columns} FROM (
    SELECT ${columns} FROM part UNION ALL SELECT ${columns} FROM earlier WHERE list_contains(${sqlList(models)}, model)
  ) JOIN (SELECT image, min(file_row_number) AS place FROM earlier GROUP BY image) USING (image)
  ORDER BY place, list_position(${sqlList(order)}, model), dataset`);
  await connection.run('DROP TABLE earlier');
}

function sqlList(texts: readonly string[]): string {
  return `[${texts.map(sqlLiteral).join(', ')}]::VARCHAR[]`;
}

/** Quotes a text as an SQL literal. */
export function sqlLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

async function append(
  connection: DuckDBConnection,
  rows: readonly PredictionRow[],
  context: PartContext,
): Promise<void> {
  const to = await connection.createAppender('part');
  const columns = Object.entries(COLUMNS) as [keyof typeof COLUMNS, string][];
  for (const row of rows) {
    const values = columnValues(row, context);
    for (const [column, type] of columns) appendValue(to, type, values[column]);
    to.endRow();
  }
  to.closeSync();
}

function appendValue(to: DuckDBAppender, type: string, value: ColumnValues[keyof ColumnValues]): void {
  if (value === undefined) to.appendNull();
  else if (typeof value === 'string') to.appendVarchar(value);
  else if (typeof value === 'boolean') to.appendBoolean(value);
  else if (typeof value === 'object') to.appendList(listValue([...value]), LIST(INTEGER));
  else if (type === 'INTEGER') to.appendInteger(value);
  else if (type === 'BIGINT') to.appendBigInt(BigInt(value));
  else to.appendDouble(value);
}

async function scalar(connection: DuckDBConnection, sql: string): Promise<string> {
  const result = await connection.runAndReadAll(sql);
  return String(result.getRowsJS()[0]?.[0]);
}

/** Syncs the content of a file or the names in a folder to disk. */
function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } catch (error) {
    // Windows cannot sync folders.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
  } finally {
    closeSync(file);
  }
}
