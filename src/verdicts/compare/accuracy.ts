import { join } from 'node:path';
import {
  assertPartFiles,
  openDatabase,
  overParts,
  partsIn,
  readParts,
} from '../../accuracy/predictions/index.ts';
import { accuracyCellId, type Estimate, type RunData } from '../../results/index.ts';
import { mcnemarExact, pairedProportions } from '../../stats/index.ts';
import { counted } from '../../text/index.ts';
import type { CompareOptions, ExactChange, Finding } from './types.ts';

/** Correct predictions of two runs on the images that both evaluated. */
interface PairedCounts {
  readonly images: number;
  /** Images that only the base run, or only the head run, predicts correctly. */
  readonly onlyBase: number;
  readonly onlyHead: number;
  /** Whether top 5, confidence and logit margin are bit-identical on every image. */
  readonly identical?: boolean;
}

/**
 * Compares every accuracy cell of two runs image by image through their predictions, with McNemar's exact test on the
 * images that only one of them predicts correctly. If a run has no predictions, all cells are incomparable.
 */
export async function accuracyFindings(
  base: RunData,
  head: RunData,
  options: CompareOptions,
): Promise<{ findings: Finding[]; exactChanges: ExactChange[] }> {
  const folders = [base, head].map(({ folder }) => join(folder, 'predictions'));
  const cellsOf = (run: RunData) =>
    run.records.flatMap((record) => (record.type === 'accuracy' ? [accuracyCellId(record.cell)] : []));
  const [before, after] = [cellsOf(base), cellsOf(head)];
  if (before.length === 0 && after.length === 0) return { findings: [], exactChanges: [] };
  const missing = [base, head].find((_, at) => partsIn(folders[at]!).length === 0);
  if (missing !== undefined) {
    const note = `${missing.run.id} has no predictions to compare image by image`;
    return {
      findings: after.map((cell) => ({ kind: 'incomparable', cell, metric: 'top1', note })),
      exactChanges: [],
    };
  }
  const rows = await pairedRows(folders[0]!, folders[1]!);
  const findings: Finding[] = [];
  const exactChanges: ExactChange[] = [];
  for (const cell of new Set([...after, ...before])) {
    const row = rows.get(cell);
    const note =
      row === undefined
        ? `not evaluated in ${(after.includes(cell) ? base : head).run.id} on the same images`
        : row.corrupted && row.seeds > 1
          ? 'different series: images corrupted with another seed'
          : undefined;
    if (row === undefined || note !== undefined) {
      findings.push({ kind: 'incomparable', cell, metric: 'top1', note: note ?? '' });
      continue;
    }
    findings.push(testedAccuracy(cell, row, options));
    if (row.changed > 0) exactChanges.push({ cell, metric: 'predictions', base: 0, head: row.changed });
  }
  return { findings, exactChanges };
}

/** Tests an accuracy from the images that only one of the runs predicts correctly. */
function testedAccuracy(
  cell: string,
  counts: PairedCounts,
  { accuracyMargin }: Pick<CompareOptions, 'accuracyMargin'>,
): Finding {
  const difference: Estimate = {
    ...pairedProportions(counts.images, counts.onlyHead, counts.onlyBase),
    method: 'paired by image, adjusted Wald',
  };
  return {
    kind: 'tested',
    cell,
    metric: 'top1',
    p: mcnemarExact(counts.onlyBase, counts.onlyHead),
    worse: -difference.value,
    interval: { low: -difference.high, high: -difference.low },
    margin: { worse: accuracyMargin, better: accuracyMargin },
    difference,
    ...(counts.identical
      ? { identical: true, note: `bit-identical predictions on ${counted(counts.images, 'image')}` }
      : {
          note: `of ${counted(counts.images, 'image')}, ${counts.onlyBase} newly wrong and ${counts.onlyHead} newly right`,
        }),
  };
}

interface PairedRow extends PairedCounts {
  /** Images with a different predicted class. */
  readonly changed: number;
  /** Number of different corruption seeds, 1 or 2. */
  readonly seeds: number;
  readonly corrupted: boolean;
}

async function pairedRows(base: string, head: string): Promise<Map<string, PairedRow>> {
  assertPartFiles(base);
  assertPartFiles(head);
  const database = await openDatabase();
  try {
    const source = (folder: string) =>
      `(SELECT model, dataset, corruption, severity, protocol, image, correct, top5, top5[1] AS predicted,
         confidence, logit_margin, seed
        FROM ${readParts(partsIn(folder))} WHERE error IS NULL)`;
    const sql = `
      SELECT model, dataset, corruption, severity, protocol, count(*)::INTEGER AS images,
        count(*) FILTER (b.correct AND NOT h.correct)::INTEGER AS only_base,
        count(*) FILTER (h.correct AND NOT b.correct)::INTEGER AS only_head,
        count(*) FILTER (b.predicted <> h.predicted)::INTEGER AS changed,
        bool_and(b.top5 = h.top5 AND b.confidence = h.confidence AND b.logit_margin = h.logit_margin) AS identical,
        count(*) FILTER (b.seed <> h.seed)::INTEGER AS reseeded
      FROM ${source(base)} b JOIN ${source(head)} h USING (model, dataset, corruption, severity, protocol, image)
      GROUP BY ALL`;
    const rows = await overParts(database.connection, [base, head], () => database.all(sql));
    return new Map(
      rows.map((row) => [
        accuracyCellId({
          model: String(row.model),
          dataset: String(row.dataset),
          corruption: String(row.corruption),
          severity: Number(row.severity),
          protocol: String(row.protocol),
        }),
        {
          images: Number(row.images),
          onlyBase: Number(row.only_base),
          onlyHead: Number(row.only_head),
          identical: row.identical === true,
          changed: Number(row.changed),
          seeds: Number(row.reseeded) > 0 ? 2 : 1,
          corrupted: row.corruption !== 'none',
        },
      ]),
    );
  } finally {
    database.close();
  }
}
