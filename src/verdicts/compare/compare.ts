import { LatencyCell, latencyCellId, type RunData, type VerdictRecord } from '../../results/index.ts';
import { studentQuantile } from '../../stats/index.ts';
import { accuracyFindings } from './accuracy.ts';
import { exactChanges } from './exact.ts';
import { latencyFindings } from './latency.ts';
import { onMachine, pairMachines } from './machines.ts';
import {
  type Between,
  type CompareOptions,
  type Comparison,
  DEFAULTS,
  type ExactChange,
  type Finding,
} from './types.ts';
import { verdictsOf } from './verdict.ts';

/**
 * Compares two runs cell by cell: latencies through the anchor, accuracies image by image, deterministic metrics
 * exactly. In merged runs, latencies are compared per machine.
 *
 * @param change options that differ from the defaults
 */
export async function compareRuns(
  base: RunData,
  head: RunData,
  change: Partial<CompareOptions> = {},
): Promise<Comparison> {
  const options = { ...DEFAULTS, ...change };
  const accuracy = await accuracyFindings(base, head, options);
  const machines = pairMachines(base, head);
  return comparisonOf(
    { base: base.run.id, head: head.run.id },
    [
      ...machines.flatMap((pair) => onMachine(latencyFindings(pair.base, pair.head, options), pair)),
      ...accuracy.findings,
    ],
    [
      ...machines.flatMap((pair) => onMachine(exactChanges(pair.base, pair.head), pair)),
      ...accuracy.exactChanges,
    ],
    failedCells(head),
    options,
  );
}

/** Judges findings and assembles the comparison. */
export function comparisonOf(
  sides: { readonly base: string; readonly head: string },
  findings: readonly Finding[],
  exactChanges: readonly ExactChange[],
  failed: Comparison['failed'],
  { margin, accuracyMargin, level }: CompareOptions,
): Comparison {
  const verdicts = verdictsOf(findings, sides.base, level);
  const between = largest(
    findings.flatMap((finding) => (finding.kind === 'tested' && finding.between ? [finding.between] : [])),
  );
  const count = (verdict: VerdictRecord['verdict']) =>
    verdicts.filter((one) => one.verdict === verdict).length;
  return {
    schema: 'fastvit-bench/comparison@2',
    ...sides,
    margin,
    accuracyMargin,
    level,
    ...(between === undefined ? {} : { between }),
    method:
      "changed by at least the margin, and 'no difference' rejected after Holm's correction over all cells",
    verdicts,
    exactChanges,
    failed,
    counts: {
      regressed: count('regressed'),
      improved: count('improved'),
      equivalent: count('equivalent'),
      unresolved: count('unresolved'),
      incomparable: count('incomparable'),
    },
  };
}

/** The largest difference between runs that a comparison rests on. */
function largest(all: readonly Between[]): Comparison['between'] {
  const found = all.toSorted((a, b) => b.sd - a.sd)[0];
  if (found === undefined) return undefined;
  const { sd, freedom, nights } = found;
  const narrowest = studentQuantile(0.975, Math.min(1e6, freedom)) * Math.SQRT2 * sd;
  return { sd, ...(nights === undefined ? {} : { nights }), narrowest };
}

/** Cells of a run that failed, with the reason. */
function failedCells({ records }: RunData): Comparison['failed'] {
  return records.flatMap((record) => {
    if (record.type !== 'failed') return [];
    const cell = LatencyCell.safeParse(record.cell);
    const name = cell.success ? latencyCellId(cell.data) : Object.values(record.cell).join('/');
    return [{ cell: name, reason: record.reason }];
  });
}
