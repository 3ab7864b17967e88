import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  appendSynced,
  cannotWrite,
  INPUTS,
  messageOf,
  parseJson,
  readFile,
  UserError,
  writeFileAtomic,
} from '../files/index.ts';
import { currentSchema, type FileKind, type JsonObject, readVersion, upgrade } from './version.ts';

/** blocks/<hash of the group>.jsonl: what has been measured of a group that still lacks records. */
const BLOCKS: FileKind = { name: 'fastvit-bench/blocks', upgrades: [renameSitting] };

/** Version 2 renames the start of the session. */
function renameSitting({ sitting, ...block }: JsonObject): JsonObject {
  return sitting === undefined ? block : { sessionStartedAt: sitting, ...block };
}

/** What a cell's process used in the turns of a block. */
const BlockUsage = z.object({
  threads: z.number().int().describe('threads that may have worked on a run'),
  rounds: z
    .array(z.number())
    .describe('CPU milliseconds (user and system) of a run, the median of the turn, one value per round'),
  waits: z
    .number()
    .int()
    .optional()
    .describe('voluntary context switches in all turns; absent if the system does not count them'),
  pageFaults: z.number().int().describe('in all turns'),
});

/** The measurements of one cell in one block. */
export const CellBlock = z.object({
  modelDigest: z.string().describe('sha256 of the model that ran'),
  sessionMs: z.number(),
  firstMs: z.number(),
  warmup: z.object({ runs: z.number().int(), settled: z.boolean(), medianMs: z.number() }),
  options: z.record(z.string(), z.unknown()).describe('runtime options that were in effect'),
  rounds: z.array(z.number()).min(1).describe('median of the turn in milliseconds, one value per round'),
  runs: z.array(z.number()).describe('milliseconds of every timed run'),
  runsPerTurn: z.number().int(),
  cpu: BlockUsage.optional().describe('for providers whose work happens in the measuring process'),
  peakRssBytes: z.number().optional(),
});
export type CellBlock = z.infer<typeof CellBlock>;

/** One block of a group, by cell id; the anchor is one of the cells. */
export const GroupBlock = z.object({
  sessionStartedAt: z
    .string()
    .describe(
      'when the session (uninterrupted stretch of the run) that measured it began with the group, ISO 8601',
    ),
  cells: z.record(z.string(), CellBlock),
  failed: z.record(z.string(), z.string()).describe('reason by id, for cells that failed in this block'),
});
export type GroupBlock = z.infer<typeof GroupBlock>;

const Stop = z.enum(['decided', 'precision', 'budget', 'rounds']);

const Line = z.union([GroupBlock, z.object({ stop: Stop })]);

/** What earlier sessions of the run measured of a group. */
export interface KeptBlocks {
  readonly blocks: readonly GroupBlock[];
  /** Why sampling ended; absent if it has not. */
  readonly stop?: z.infer<typeof Stop>;
}

/** The blocks of one group, written to disk as soon as they are measured. */
export interface BlockJournal {
  readonly kept: KeptBlocks;
  /** Appends a block and syncs. @throws UserError if it cannot be written */
  append(block: GroupBlock): void;
  /** Records that sampling has ended. @throws UserError if it cannot be written */
  end(stop: z.infer<typeof Stop>): void;
  /** Removes the file, once the records of the group hold everything. */
  remove(): void;
}

/**
 * Opens the journal of a group of a run. An incomplete last line, left by a killed writer, is cut off, and a
 * journal of an older version is replaced by the current one. A new file is created with the first block.
 *
 * @throws UserError for a damaged file, a newer schema, or one that cannot be written
 */
export function openJournal(run: string, group: string): BlockJournal {
  const folder = join(run, 'blocks');
  const name = createHash('sha256').update(group).digest('hex').slice(0, 16);
  const path = join(folder, `${name}.jsonl`);
  const write = (line: z.infer<typeof Line>) => {
    try {
      // Without its parents: a run whose folder is gone does not come back with these blocks alone.
      if (!existsSync(folder)) mkdirSync(folder);
      const header = existsSync(path) ? '' : `${JSON.stringify({ schema: currentSchema(BLOCKS), group })}\n`;
      appendSynced(path, `${header}${JSON.stringify(line)}\n`, header !== '');
    } catch (error) {
      throw cannotWrite(path, error);
    }
  };
  return {
    kept: readJournal(path),
    append: write,
    end: (stop) => write({ stop }),
    remove() {
      rmSync(path, { force: true });
      try {
        rmdirSync(folder);
      } catch {
        // Missing, or still holding blocks of other groups.
      }
    },
  };
}

function readJournal(path: string): KeptBlocks {
  if (!existsSync(path)) return { blocks: [] };
  const bytes = readFile(path, INPUTS.lines);
  const whole = bytes.lastIndexOf(0x0a) + 1;
  if (whole === 0) {
    rmSync(path);
    return { blocks: [] };
  }
  if (whole < bytes.length) truncateSync(path, whole);
  const blocks: GroupBlock[] = [];
  let stop: KeptBlocks['stop'];
  try {
    const values = bytes
      .subarray(0, whole)
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => parseJson(line));
    const version = readVersion(values[0], BLOCKS, path);
    const lines = values.map((value) => upgrade(value, BLOCKS, version));
    for (const value of lines.slice(1)) {
      const line = Line.parse(value);
      stop = 'stop' in line ? line.stop : undefined;
      if (!('stop' in line)) blocks.push(line);
    }
    // New blocks are of the current version, so the whole file has to be.
    if (version <= BLOCKS.upgrades.length)
      writeFileAtomic(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `${path} is damaged (${messageOf(error).split('\n')[0]}); remove it to measure its group again`,
    );
  }
  return { blocks, ...(stop === undefined ? {} : { stop }) };
}
