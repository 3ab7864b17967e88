import { existsSync, readdirSync } from 'node:fs';
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
import { quoted } from './part.ts';
import { COLUMNS } from './row.ts';

/** Rows as objects by column name; lists are arrays, integers and decimals numbers, or text where a number would lose digits. */
export type Row = Readonly<Record<string, unknown>>;

/** A database over a run's files. Nothing is copied: the views read the parts as they are asked. */
export interface RunDatabase {
  readonly connection: DuckDBConnection;
  all(sql: string): Promise<Row[]>;
  close(): void;
}

export interface DatabaseOptions {
  /** Threads of a query; results do not depend on it. Default 2. */
  readonly threads?: number;
}

/**
 * Opens a run with the views `predictions` (a row for each readable image, model, corruption and severity),
 * `unreadable` (the images that could not be decoded), `latency` (a row a latency record that no
 * later one replaces, its cell and summary flattened) and `records` (every line of records.jsonl: `type` and the whole as JSON).
 * @throws UserError if the folder holds no run.
 */
export async function openRunDatabase(folder: string, options: DatabaseOptions = {}): Promise<RunDatabase> {
  if (!existsSync(folder)) throw new UserError(`${folder}: no such run folder`);
  const predictions = join(folder, 'predictions');
  const records = join(folder, 'records.jsonl');
  if (!existsSync(predictions) && !existsSync(records)) {
    throw new UserError(`${folder} holds no run (neither predictions nor records.jsonl)`);
  }
  const database = await openDatabase(options);
  await createPredictionViews(database.connection, predictions);
  await createRecordViews(database.connection, records);
  return database;
}

/** An in-memory database without views. */
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

/** The views over a folder of parts; empty ones with the same columns where there is no part yet. */
export async function createPredictionViews(connection: DuckDBConnection, folder: string): Promise<void> {
  const parts = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.parquet')) : [];
  const columns = Object.entries(COLUMNS);
  const source =
    parts.length > 0
      ? `read_parquet(${quoted(join(folder, '*.parquet'))})`
      : `(SELECT ${columns.map(([name, type]) => `NULL::${type} AS ${name}`).join(', ')} LIMIT 0)`;
  const names = columns.map(([name]) => name).filter((name) => name !== 'error');
  await connection.run(
    `CREATE OR REPLACE VIEW predictions AS SELECT ${names.join(', ')} FROM ${source} WHERE error IS NULL`,
  );
  await connection.run(
    `CREATE OR REPLACE VIEW unreadable AS SELECT DISTINCT dataset, corruption, severity, protocol, image, error FROM ${source} WHERE error IS NOT NULL`,
  );
}

/** `records` has the columns line, type and record; `latency` what is asked for most. */
async function createRecordViews(connection: DuckDBConnection, path: string): Promise<void> {
  let lines = 'SELECT NULL::BIGINT AS line, NULL::JSON AS record LIMIT 0';
  if (existsSync(path)) {
    const upgraded = upgradedLines(path);
    lines = `SELECT row_number() OVER () AS line, json AS record FROM read_json_objects(${quoted(path)}, format = 'newline_delimited', ignore_errors = true)`;
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
    (record->>'$.peakRssBytes')::BIGINT AS peak_rss_bytes,
    (record->>'$.cost.parameters')::BIGINT AS parameters,
    (record->>'$.cost.macs')::BIGINT AS macs,
    record->>'$.weights' AS weights,
    record->>'$.startedAt' AS started_at
    FROM records WHERE type = 'latency'
    QUALIFY row_number() OVER (PARTITION BY record->'$.cell', record->>'$.group', record->>'$.machine' ORDER BY line DESC) = 1`);
}

/** A double holds every decimal of so many digits. */
const DOUBLE_DIGITS = 15;

/** As the library does it for JSON (dates, intervals and blobs are text), but numbers stay numbers where they can. */
const convert: DuckDBValueConverter<unknown> = (value, type, inner) => {
  if (value instanceof DuckDBDecimalValue) {
    const digits = String(value.value).replace('-', '').length;
    return digits > DOUBLE_DIGITS ? value.toString() : value.toDouble();
  }
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  return JsonDuckDBValueConverter(value, type, inner as never);
};

/** Values as JSON has them: lists and structs nest; an integer that a number cannot hold is its digits. */
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
