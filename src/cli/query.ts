import type { Command } from 'commander';
import { messageOf, UserError } from '../files/index.ts';
import { type Io, printJson } from './io.ts';
import { formatTable, type TableCell } from './table.ts';

export function queryCommand(program: Command, io: Io): void {
  program
    .command('query')
    .description('query a run with SQL (DuckDB)')
    .argument('<sql>', 'one statement; views: predictions, unreadable, latency, records')
    .requiredOption('--run <folder>', 'folder of the run')
    .option('--json', 'print the rows as one JSON document')
    .addHelpText(
      'after',
      `
Views, with their columns:
predictions  one row per image, model, corruption and severity: image, label, labels, top5, correct, correct5,
             confidence, logit_margin, nll, brier, model, dataset, corruption, severity, seed, protocol, versions
unreadable   one row per unreadable image: dataset, corruption, severity, protocol, image, error
latency      one row per cell: model, form, runtime, height, width, batch, threads, median_ms, ratio, ...
records      one row per record: line, type, record (JSON)

With --json, integers and decimals too large for a JavaScript number are printed as text.

Examples:
  fastvit-bench query --run results/eval-20260101-120000 \\
    "SELECT model, avg(correct::INT) AS top1 FROM predictions WHERE corruption = 'none' GROUP BY model"
  fastvit-bench query --run results/nightly "SELECT model, height, median_ms FROM latency ORDER BY ALL" --json`,
    )
    .action(async (sql: string, options: { run: string; json?: boolean }) => {
      const { openRunDatabase } = await import('../accuracy/predictions/index.ts');
      if (isBlank(sql))
        throw new UserError(
          'the query is empty; give one statement, e.g. "SELECT count(*) FROM predictions"',
        );
      const database = await openRunDatabase(options.run);
      try {
        const rows = await database.all(sql).catch((error) => {
          throw new UserError(messageOf(error));
        });
        if (options.json) return printJson(io, rows);
        const [first] = rows;
        if (!first) return;
        const head = Object.keys(first);
        io.stdout.write(
          formatTable(
            head,
            rows.map((row) => head.map((name) => cellOf(row[name]))),
          ),
        );
      } finally {
        database.close();
      }
    });
}

function cellOf(value: unknown): TableCell {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Returns whether a text has only spaces, semicolons and comments. */
function isBlank(sql: string): boolean {
  return sql.replaceAll(/--[^\n]*|\/\*.*?\*\//gs, '').replaceAll(/[\s;]/g, '') === '';
}
