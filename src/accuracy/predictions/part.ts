import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { type DuckDBConnection, DuckDBInstance, INTEGER, LIST, listValue } from '@duckdb/node-api';
import { messageOf } from '../../files/index.ts';
import { COLUMNS, type PartContext, type PredictionRow } from './row.ts';

/** Writes the Parquet parts of a worker; holds one in-memory database. */
export interface PartWriter {
  /**
   * Writes rows to `path`, complete or not at all: a temporary name beside it, synced, renamed. Equal rows
   * give equal bytes. `unit` identifies what was asked for, and is compared when a run is resumed.
   */
  write(path: string, unit: string, rows: readonly PredictionRow[], context: PartContext): Promise<void>;
  close(): void;
}

const TABLE = Object.entries(COLUMNS)
  .map(([name, type]) => `${name} ${type}`)
  .join(', ');

/** sha256 over all values of a table's rows in order: tells a damaged part from a sound one. */
const DIGEST = `SELECT coalesce(sha256(string_agg(part::VARCHAR, chr(10) ORDER BY model, image)), '') FROM`;

export async function openPartWriter(): Promise<PartWriter> {
  const database = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '512MB' });
  const connection = await database.connect();
  return {
    async write(path, unit, rows, context) {
      await connection.run(`CREATE OR REPLACE TABLE part (${TABLE})`);
      await append(connection, rows, context);
      const digest = await scalar(connection, `${DIGEST} part`);
      const temporary = `${path}.${process.pid}.tmp`;
      try {
        await connection.run(
          `COPY part TO ${quoted(temporary)} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {unit: ${quoted(unit)}, digest: ${quoted(digest)}})`,
        );
        sync(temporary);
        renameSync(temporary, path);
        sync(dirname(path));
      } catch (error) {
        rmSync(temporary, { force: true });
        throw new Error(`cannot write ${path} (${messageOf(error)})`);
      }
    },
    close() {
      connection.closeSync();
      database.closeSync();
    },
  };
}

/** Whether a part is what `unit` asks for, and sound to the last value. A damaged or foreign file is not. */
export async function verifyPart(connection: DuckDBConnection, path: string, unit: string): Promise<boolean> {
  try {
    const metadata = await connection.runAndReadAll(
      `SELECT key::VARCHAR AS key, value::VARCHAR AS value FROM parquet_kv_metadata(${quoted(path)})`,
    );
    const found = new Map(metadata.getRowsJS().map(([key, value]) => [key, value]));
    if (found.get('unit') !== unit) return false;
    return (await scalar(connection, `${DIGEST} read_parquet(${quoted(path)}) part`)) === found.get('digest');
  } catch {
    return false;
  }
}

/** A text as an SQL literal. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

async function append(
  connection: DuckDBConnection,
  rows: readonly PredictionRow[],
  { seed, protocol, versions }: PartContext,
): Promise<void> {
  const to = await connection.createAppender('part');
  for (const row of rows) {
    to.appendVarchar(row.image);
    to.appendInteger(row.label);
    to.appendList(listValue([...row.labels]), LIST(INTEGER));
    if ('error' in row) for (let column = 0; column < 7; column++) to.appendNull();
    else {
      to.appendList(listValue([...row.top5]), LIST(INTEGER));
      to.appendBoolean(row.correct);
      to.appendBoolean(row.correct5);
      to.appendDouble(row.confidence);
      to.appendDouble(row.logitMargin);
      to.appendDouble(row.nll);
      to.appendDouble(row.brier);
    }
    to.appendVarchar(row.model);
    to.appendVarchar(row.dataset);
    to.appendVarchar(row.corruption);
    to.appendInteger(row.severity);
    to.appendBigInt(BigInt(seed));
    to.appendVarchar(protocol);
    to.appendVarchar(versions);
    if ('error' in row) to.appendVarchar(row.error);
    else to.appendNull();
    to.endRow();
  }
  to.closeSync();
}

async function scalar(connection: DuckDBConnection, sql: string): Promise<string> {
  const result = await connection.runAndReadAll(sql);
  return String(result.getRowsJS()[0]?.[0]);
}

/** Makes a file's content, or a folder's names, survive a power cut. */
function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } catch (error) {
    // Windows does not sync folders.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
  } finally {
    closeSync(file);
  }
}
