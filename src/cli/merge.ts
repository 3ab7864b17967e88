import type { Command } from 'commander';
import type { Merged } from '../runs/merge/index.ts';
import { listed } from '../text/index.ts';
import { accuracyTables } from './accuracy-table.ts';
import { type Io, note, printJson, printLine } from './io.ts';
import { latencyTable } from './latency-table.ts';
import { defined } from './options.ts';
import { writeRunReport } from './report.ts';
import { noteUnreadable } from './unreadable.ts';

/** How many missing units are named on stderr; --json lists all. */
const NAMED = 20;

export function mergeCommand(program: Command, io: Io): void {
  program
    .command('merge')
    .description('join the shards or runs of one suite into one run')
    .argument('<run...>', 'folders of runs, or folders that contain runs')
    .option('--out <folder>', 'folder of the merged run (default: results/<suite>-<time>-merged)')
    .option('--json', 'print what was merged and what is missing as one JSON document')
    .addHelpText(
      'after',
      `
All runs must have the same plan, versions, models and data. Duplicates count once. Latencies from different machines
are kept apart. Exit code 1 if parts of the plan are missing; they are named.

Examples:
  fastvit-bench run suites/imagenet-c.json --shard 3/16 --out shards/3
  fastvit-bench merge shards --out results/imagenet-c
  fastvit-bench merge results/imagenet-c-20260101-*`,
    )
    .action((runs: string[], options: { out?: string; json?: boolean }) => merge(runs, options, io));
}

async function merge(
  runs: readonly string[],
  { out, json }: { out?: string; json?: boolean },
  io: Io,
): Promise<void> {
  const { mergeRuns } = await import('../runs/merge/index.ts');
  const { modelSource } = await import('../runs/execute/index.ts');
  const { judgeClaims } = await import('../verdicts/claims/index.ts');
  const merged = await mergeRuns(runs, {
    root: 'results',
    source: modelSource,
    judgeClaims,
    ...defined({ out }),
  });
  if (!merged.complete) io.exitCode = 1;
  if (merged.records.some(({ type }) => type === 'failed')) io.exitCode = 1;
  noteMerged(io, merged);
  noteUnreadable(io, merged.accuracy);
  const report = await writeRunReport(merged.folder);
  if (json) {
    const { folder, complete, latency, parts, missingShards } = merged;
    const { machines, ...rest } = latency;
    return printJson(io, {
      folder,
      complete,
      missingShards,
      latency: { machines: Object.keys(machines), ...rest },
      parts,
    });
  }
  if (Object.keys(merged.latency.machines).length <= 1) io.stdout.write(latencyTable(merged.records));
  io.stdout.write(accuracyTables(merged.records));
  printLine(io);
  printLine(io, `report: ${report}`);
}

function noteMerged(io: Io, { folder, run, latency, parts, missingShards, complete }: Merged): void {
  const runs = run.merged?.length ?? 0;
  const machines = Object.keys(latency.machines).length;
  const counts = [
    `${runs} ${runs === 1 ? 'run' : 'runs'} from ${machines} ${machines === 1 ? 'machine' : 'machines'}`,
  ];
  if (parts) counts.push(`${parts.merged} units`);
  if (parts && parts.duplicates > 0) counts.push(`${parts.duplicates} duplicate units`);
  if (latency.duplicates > 0) counts.push(`${latency.duplicates} duplicate records`);
  note(io, `merged ${counts.join(', ')} into ${folder}`);
  if (machines > 1) note(io, `latencies of the ${machines} machines are kept apart; the report shows them`);
  for (const id of latency.repeated) note(io, `measured twice on one machine; kept the first: ${id}`);
  for (const path of parts?.damaged ?? []) note(io, `skipped, damaged: ${path}`);
  if (parts && parts.differing.length > 0)
    note(
      io,
      `evaluated twice with different last digits; kept one of each: ${listed(parts.differing, NAMED)}`,
    );
  if (missingShards.length > 0) note(io, `missing shards: ${missingShards.join(', ')}`);
  if (latency.missing.length > 0) note(io, `missing latencies: ${listed(latency.missing, NAMED)}`);
  if (parts && parts.missing.length > 0)
    note(
      io,
      `missing units: ${parts.missing.length} of ${parts.missing.length + parts.merged}: ${listed(parts.missing, NAMED)}`,
    );
  if (!complete)
    note(io, 'the merged run is incomplete; merge again with the missing parts to compute the accuracies');
}
