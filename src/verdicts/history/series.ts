import {
  accuracyCellId,
  latencyCellId,
  noisyBy,
  type RobustnessRecord,
  type RunData,
  splitByMachine,
} from '../../results/index.ts';
import { anchorRatio, seriesEnvironment } from '../compare/index.ts';
import { HISTORY_SCHEMA, type HistoryHeader, type HistoryPoint, type Series } from './schema.ts';

/** A point that a run adds to a series. */
interface Addition {
  readonly header: HistoryHeader;
  readonly point: HistoryPoint;
}

/**
 * The points that a run adds to the history: latencies as ratios to the anchor, accuracies on clean images, and mean
 * errors under corruption. Latencies without an anchor are left out, because they cannot be compared between nights.
 *
 * @param about.commit what was measured, if that is not the commit of fastvit-bench itself
 * @param about.confirms id of the run whose doubtful cells this run measures again
 */
export function additionsOf(
  run: RunData,
  about: { readonly commit?: string; readonly confirms?: string } = {},
): Addition[] {
  const { environment, id, startedAt } = run.run;
  const commit = about.commit ?? environment.commit;
  const common = {
    run: id,
    at: startedAt,
    ...(commit === undefined ? {} : { commit }),
    ...(about.confirms === undefined ? {} : { confirms: about.confirms }),
  };
  const seen = new Set<string>();
  return run.records.flatMap((record): Addition[] => {
    switch (record.type) {
      case 'latency': {
        const series = latencyCellId(record.cell);
        const ratio = anchorRatio(record);
        // A split group measures its baseline once per part; the first record counts.
        if (ratio === undefined || record.anchor === undefined || seen.has(series)) return [];
        seen.add(series);
        const { value, low, high, time } = record.anchor;
        return [
          {
            header: {
              schema: HISTORY_SCHEMA,
              series,
              metric: 'latency over anchor',
              unit: 'ratio',
              environment: seriesEnvironment(environment, record.cell.runtime, time),
              modelDigest: record.modelDigest,
            },
            point: {
              ...common,
              value,
              low,
              high,
              error: ratio.error,
              anchorMs: record.summary.median.value / (record.anchor.wall ?? record.anchor).value,
              noisy: noisyBy(time ?? 'wall', record),
            },
          },
        ];
      }
      case 'accuracy': {
        if (record.cell.corruption !== 'none') return [];
        const { value, low, high } = record.top1;
        return [
          {
            header: exactHeader(accuracyCellId(record.cell), 'top1', record.modelDigest),
            point: { ...common, value, low, high, error: 0, noisy: false },
          },
        ];
      }
      case 'robustness': {
        const { value, low, high } = record.meanError;
        const { model, dataset, protocol } = record;
        return [
          {
            header: {
              ...exactHeader([model, dataset, protocol].join('/'), 'mean error under corruption', ''),
              environment: corruptionsOf(record),
            },
            point: { ...common, value, low, high, error: 0, noisy: false },
          },
        ];
      }
      default:
        return [];
    }
  });
}

/** The series of runs that are in no history, as if they had been recorded. */
export function seriesOf(runs: readonly RunData[]): Series[] {
  const found = new Map<string, { header: HistoryHeader; points: HistoryPoint[] }>();
  for (const { header, point } of runs.flatMap(splitByMachine).flatMap((run) => additionsOf(run))) {
    const key = JSON.stringify(header);
    const known = found.get(key);
    if (known === undefined) found.set(key, { header, points: [point] });
    else known.points.push(point);
  }
  return [...found.values()].map(({ header, points }) => ({ path: '', header, points, problems: [] }));
}

/** Predictions do not depend on the machine, so all machines share one series. */
function exactHeader(series: string, metric: HistoryHeader['metric'], modelDigest: string): HistoryHeader {
  return {
    schema: HISTORY_SCHEMA,
    series,
    metric,
    unit: 'fraction',
    environment: [],
    modelDigest,
  };
}

/** What a mean error is a mean over: with other corruptions, severities or random numbers it is another series. */
function corruptionsOf({ corruptions, seed }: RobustnessRecord): HistoryHeader['environment'] {
  const each = corruptions.map(({ corruption, errors }) => ({
    corruption,
    severities: Object.keys(errors).sort().join(' '),
  }));
  const severities = [...new Set(each.map((one) => one.severities))];
  const name = (one: (typeof each)[number]) =>
    severities.length === 1 ? one.corruption : `${one.corruption} at ${one.severities}`;
  return [
    ['corruptions', each.map(name).sort().join(', ')],
    ...(severities.length === 1 ? [['severities', severities[0]!] as [string, string]] : []),
    ['seed', String(seed)],
  ];
}
