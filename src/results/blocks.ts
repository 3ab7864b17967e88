import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { appendSynced, makeFolder, messageOf, UserError } from '../files/index.ts';
import { checkSchemaVersion } from './version.ts';

/** blocks/<group>.jsonl: what was measured of a group whose records are not all there. */
export const BLOCKS_SCHEMA = 'fastvit-bench/blocks@1';

/** What one block measured of one cell. */
export const CellBlock = z.object({
  modelDigest: z.string().describe('sha256 of the model that ran'),
  sessionMs: z.number(),
  firstMs: z.number(),
  warmup: z.object({ runs: z.number().int(), settled: z.boolean(), medianMs: z.number() }),
  options: z.record(z.string(), z.unknown()).describe('runtime options really used'),
  rounds: z.array(z.number()).min(1).describe('milliseconds: the median of the turn, one value a round'),
  runs: z.array(z.number()).describe('milliseconds of every timed run'),
  runsPerTurn: z.number().int(),
  peakRssBytes: z.number().optional(),
});
export type CellBlock = z.infer<typeof CellBlock>;

/** One block of a group, by cell id; the anchor is one of the cells. */
export const GroupBlock = z.object({
  sitting: z.string().describe('when the process that measured it began with the group, ISO 8601'),
  cells: z.record(z.string(), CellBlock),
  failed: z.record(z.string(), z.string()).describe('reason, of the cells that failed in this block'),
});
export type GroupBlock = z.infer<typeof GroupBlock>;

const Stop = z.enum(['precision', 'budget', 'rounds']);

const Line = z.union([GroupBlock, z.object({ stop: Stop })]);

/** What earlier sittings measured of a group. */
export interface KeptBlocks {
  readonly blocks: readonly GroupBlock[];
  /** Why sampling ended, where it came to its end with the last of them. */
  readonly stop?: z.infer<typeof Stop>;
}

/** The blocks of one group, on disk as soon as they are measured. */
export interface BlockJournal {
  readonly kept: KeptBlocks;
  /** Appends and syncs a block. @throws UserError where it cannot be written */
  append(block: GroupBlock): void;
  /** Notes that sampling is over. @throws UserError where it cannot be written */
  end(stop: z.infer<typeof Stop>): void;
  /** Removes the file: the group's records say it all. */
  remove(): void;
}

/**
 * Opens the journal of a group of a run; half a line at its end, left by a killed writer, is cut off. The file
 * is made with the first block.
 *
 * @throws UserError for a damaged file, a newer schema, or one that cannot be written
 */
export function openJournal(run: string, group: string): BlockJournal {
  const folder = join(run, 'blocks');
  const name = createHash('sha256').update(group).digest('hex').slice(0, 16);
  const path = join(folder, `${name}.jsonl`);
  const write = (line: z.infer<typeof Line>) => {
    try {
      makeFolder(folder);
      const header = existsSync(path) ? '' : `${JSON.stringify({ schema: BLOCKS_SCHEMA, group })}\n`;
      appendSynced(path, `${header}${JSON.stringify(line)}\n`);
    } catch (error) {
      throw new UserError(`${path} cannot be written (${messageOf(error)})`);
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
        // Not there, or with the blocks of other groups.
      }
    },
  };
}

function readJournal(path: string): KeptBlocks {
  if (!existsSync(path)) return { blocks: [] };
  const bytes = readFileSync(path);
  const whole = bytes.lastIndexOf(0x0a) + 1;
  if (whole === 0) {
    rmSync(path);
    return { blocks: [] };
  }
  if (whole < bytes.length) truncateSync(path, whole);
  const [header, ...lines] = bytes.subarray(0, whole).toString().trimEnd().split('\n');
  const blocks: GroupBlock[] = [];
  let stop: KeptBlocks['stop'];
  try {
    checkSchemaVersion((JSON.parse(header!) as { schema?: unknown } | null)?.schema, BLOCKS_SCHEMA, path);
    for (const text of lines) {
      const line = Line.parse(JSON.parse(text));
      stop = 'stop' in line ? line.stop : undefined;
      if (!('stop' in line)) blocks.push(line);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `${path} is damaged (${messageOf(error).split('\n')[0]}); remove it to measure its group anew`,
    );
  }
  return { blocks, ...(stop === undefined ? {} : { stop }) };
}
