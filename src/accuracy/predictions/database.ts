import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type DuckDBConnection,
  DuckDBDecimalValue,
  DuckDBInstance,
  type DuckDBValueConverter,
  JsonDuckDBValueConverter,
  listValue,
} from '@duckdb/node-api';
import { UserError } from '../../files/index.ts';
import { upgradedLines } from '../../results/index.ts';
import { assertPartFiles, overParts, partsIn, readParts } from './damaged.ts';
import { sqlLiteral } from './part.ts';
import { COLUMNS } from './row.ts';

/** A row by column name. Lists are arrays; integers and decimals are numbers, or text if a number would lose digits. */
export type Row = Readonly<Record<string, unknown>>;

/** A database over the files of a run. Its views read the files on each query; nothing is copied. */
export interface RunDatabase {
  readonly connection: DuckDBConnection;
  all(sql: string): Promise<Row[]>;
  close(): void;
}

interface DatabaseOptions {
  /** Threads per query, default 2; results do not depend on it. */
  readonly threads?: number;
}

/**
 * Opens a run with the views `predictions` (a row per readable image, model, corruption and severity), `unreadable` (the
 * images that could not be decoded), `latency` (a row per latency record that no later one replaces, with its cell and
 * summary) and `records` (the lines of records.jsonl: `type`, and the whole as JSON).
 * @throws UserError if the folder contains no run, or a part is damaged; queries also
 */
export async function openRunDatabase(folder: string, options: DatabaseOptions = {}): Promise<RunDatabase> {
  if (!existsSync(folder)) throw new UserError(`${folder}: no such run folder`);
  const predictions = join(folder, 'predictions');
  const records = join(folder, 'records.jsonl');
  if (!existsSync(predictions) && !existsSync(records)) {
    throw new UserError(`${folder} contains no run (neither predictions nor records.jsonl)`);
  }
  assertPartFiles(predictions);
  const database = await openDatabase(options);
  const { connection } = database;
  try {
    await overParts(connection, [predictions], () => createPredictionViews(connection, predictions));
    await createRecordViews(connection, records);
  } catch (error) {
    database.close();
    throw error;
  }
  return { ...database, all: (sql) => overParts(connection, [predictions], () => database.all(sql)) };
}

/** Opens an in-memory database without views. */
export async function openDatabase({ threads = 2 }: DatabaseOptions = {}): Promise<RunDatabase> {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(threads) });
  const connection = await instance.connect();
  return {
    connection,
    async all(sql) {
      const reader = await connection.runAndReadAll(sql);
      return reader.convertRowObjects(convert).map(plain) as Row[];
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Creates the views over a folder of parts; they are empty while there is no part. */
async function createPredictionViews(connection: DuckDBConnection, folder: string): Promise<void> {
  const parts = partsIn(folder);
  const columns = Object.entries(COLUMNS);
  const source =
    parts.length > 0
      ? readParts(parts)
      : `(SELECT ${columns.map(([name, type]) => `NULL::${type} AS ${name}`).join(', ')} LIMIT 0)`;
  const names = columns.map(([name]) => name).filter((name) => name !== 'error');
  await connection.run(
    `CREATE OR REPLACE VIEW predictions AS SELECT ${names.join(', ')} FROM ${source} WHERE error IS NULL`,
  );
  await connection.run(
    `CREATE OR REPLACE VIEW unreadable AS SELECT DISTINCT dataset, corruption, severity, protocol, image, error FROM ${source} WHERE error IS NOT NULL`,
  );
}

/** Creates the views `records` (line, type, record) and `latency` (the columns that are needed most). */
async function createRecordViews(connection: DuckDBConnection, path: string): Promise<void> {
  let lines = 'SELECT NULL::BIGINT AS line, NULL::JSON AS record LIMIT 0';
  if (existsSync(path)) {
    const upgraded = upgradedLines(path);
    lines = `SELECT row_number() OVER () AS line, json AS record FROM read_json_objects(${sqlLiteral(path)}, format = 'newline_delimited', ignore_errors = true)`;
    if (upgraded !== undefined) {
      await connection.run('CREATE TEMP TABLE upgraded AS SELECT $1::VARCHAR[] AS lines', [
        listValue(upgraded),
      ]);
      lines = `SELECT generate_subscripts(lines, 1) AS line, try_cast(unnest(lines) AS JSON) AS record FROM upgraded`;
    }
  }
  await connection.run(
    `CREATE OR REPLACE VIEW records AS SELECT line, record->>'type' AS type, record FROM (${lines}) WHERE record->>'type' IS NOT NULL`,
  );
  await connection.run(`CREATE OR REPLACE VIEW latency AS SELECT
    record->>'$.cell.model' AS model,
    record->>'$.cell.form' AS form,
    record->>'$.cell.runtime' AS runtime,
    record->>'$.cell.provider' AS provider,
    (record->>'$.cell.resolution[0]')::INTEGER AS height,
    (record->>'$.cell.resolution[1]')::INTEGER AS width,
    (record->>'$.cell.batch')::INTEGER AS batch,
    (record->>'$.cell.threads')::INTEGER AS threads,
    record->>'$.cell.graphOptimization' AS graph_optimization,
    record->>'$.group' AS "group",
    (record->>'$.summary.median.value')::DOUBLE AS median_ms,
    (record->>'$.summary.median.low')::DOUBLE AS median_low_ms,
    (record->>'$.summary.median.high')::DOUBLE AS median_high_ms,
    (record->>'$.summary.p5')::DOUBLE AS p5_ms,
    (record->>'$.summary.p95')::DOUBLE AS p95_ms,
    (record->>'$.summary.p99')::DOUBLE AS p99_ms,
    (record->>'$.summary.imagesPerSecond')::DOUBLE AS images_per_second,
    (record->>'$.ratio.value')::DOUBLE AS ratio,
    (record->>'$.ratio.low')::DOUBLE AS ratio_low,
    (record->>'$.ratio.high')::DOUBLE AS ratio_high,
    record->>'$.ratio.time' AS ratio_time,
    (record->>'$.cpu.median.value')::DOUBLE AS cpu_ms,
    (record->>'$.peakRssBytes')::BIGINT AS peak_rss_bytes,
    (record->>'$.cost.parameters')::BIGINT AS parameters,
    (record->>'$.cost.macs')::BIGINT AS macs,
    record->>'$.weights' AS weights,
    record->>'$.startedAt' AS started_at
    FROM records WHERE type = 'latency'
    QUALIFY row_number() OVER (PARTITION BY record->'$.cell', record->>'$.group', record->>'$.machine' ORDER BY line DESC) = 1`);
}

/** A double represents all decimals of this many digits. */
const DOUBLE_DIGITS = 15;

/** Converts as the library does for JSON (dates, intervals, blobs are text), but keeps numbers that fit. */
const convert: DuckDBValueConverter<unknown> = (value, type, inner) => {
  if (value instanceof DuckDBDecimalValue) {
    const digits = String(value.value).replace('-', '').length;
    return digits > DOUBLE_DIGITS ? value.toString() : value.toDouble();
  }
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  return JsonDuckDBValueConverter(value, type, inner as never);
};

/** Converts to values of JSON; an integer that a number cannot hold becomes its digits. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  if (Array.isArray(value)) return value.map(plain);
  if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
  }
  return value;
}
