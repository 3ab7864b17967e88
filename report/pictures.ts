import type { ChartSpec } from './charts/chart.ts';
import { coldStart } from './charts/cold-start.ts';
import { distribution } from './charts/distribution.ts';
import { heatMap } from './charts/heat-map.ts';
import { history } from './charts/history.ts';
import { latencyByBatch } from './charts/latency-by-batch.ts';
import { latencyByResolution } from './charts/latency-by-resolution.ts';
import { latencyByThreads } from './charts/latency-by-threads.ts';
import { meanCorruptionError } from './charts/mce.ts';
import { memory } from './charts/memory.ts';
import { operators } from './charts/operators.ts';
import { formsByResolution, mixersByResolution, partsByResolution } from './charts/pairs-by-resolution.ts';
import { ratioByResolution } from './charts/ratio-by-resolution.ts';
import { evaluationSets } from './charts/sets.ts';
import { severityCurves } from './charts/severity-curves.ts';
import { stepsBars } from './charts/steps.ts';
import { type ChartStyle, lightStyle } from './charts/style.ts';
import { tradeOff } from './charts/trade-off.ts';
import type { ReportData } from './data.ts';
import { evaluationOf, ofEvaluation } from './evaluations.ts';
import { studiesOf } from './studies.ts';
import { accuracyTrade, errorPoints, errorTitle, latencyOf, millionParameters } from './trade-points.ts';

export interface Picture {
  readonly id: string;
  readonly title: string;
  readonly spec: ChartSpec;
  readonly height: number;
}

/**
 * Every chart of a report as it stands without anybody's choices: the newest machine, the usual batch and
 * number of threads, the usual size for charts of single cells. Charts without data are left out.
 */
export function pictures(data: ReportData, style: ChartStyle = lightStyle): Picture[] {
  const machine = data.runs[0]?.machine;
  const seen = new Set<string>();
  const rows = data.latency.filter((row) => {
    const fits = data.runs[row.run]?.machine === machine && !seen.has(row.id);
    if (fits) seen.add(row.id);
    return fits;
  });
  const batch = usual(rows.map((row) => row.batch));
  const threads = usual(rows.map((row) => row.threads));
  const pixels = usual(rows.map(({ height, width }) => height * width));
  const sweep = rows.filter((row) => row.batch === batch && row.threads === threads);
  const single = sweep.filter(({ height, width }) => height * width === pixels);
  const { models, accuracy, pairs, histories } = data;
  const robustness = ofEvaluation(data.robustness);
  const own = pairs.filter(({ run }) => data.runs[run]?.machine === machine);
  const tall = (count: number) => 110 + 30 * Math.min(40, Math.max(1, count));
  const error = errorTitle(robustness);
  const [first] = histories;
  const clean = accuracy.filter(({ cell }) => cell.corruption === 'none');
  const sets = new Set(clean.map(({ cell }) => cell.dataset));
  const trade = accuracyTrade(
    clean.filter(({ cell }) => evaluationOf(cell) === (clean[0] && evaluationOf(clean[0].cell))),
    models,
    single.filter(({ form }) => form === 'inference'),
  );
  const all: Picture[] = [
    {
      id: 'latency-by-resolution',
      title: 'Latency by resolution',
      height: 420,
      spec: latencyByResolution(sweep, models, style),
    },
    {
      id: 'ratio-by-resolution',
      title: 'Against the baseline, by resolution',
      height: 420,
      spec: ratioByResolution(sweep, models, style),
    },
    {
      id: 'latency-by-batch',
      title: 'Latency by batch',
      height: 420,
      spec: several(
        rows.map((row) => row.batch),
        () =>
          latencyByBatch(
            rows.filter((row) => row.threads === threads && row.height * row.width === pixels),
            models,
            style,
          ),
      ),
    },
    {
      id: 'latency-by-threads',
      title: 'Latency by threads',
      height: 420,
      spec: several(
        rows.map((row) => row.threads),
        () =>
          latencyByThreads(
            rows.filter((row) => row.batch === batch && row.height * row.width === pixels),
            models,
            style,
          ),
      ),
    },
    {
      id: 'distribution',
      title: 'Distribution of each cell',
      height: tall(single.length),
      spec: distribution(single, models, style),
    },
    { id: 'cold-start', title: 'Cold start', height: tall(single.length), spec: coldStart(single, style) },
    { id: 'memory', title: 'Memory', height: tall(single.length), spec: memory(single, style) },
    {
      id: 'operators',
      title: 'Time by operator',
      height: tall(single.length),
      spec: operators(single, style),
    },
    {
      id: 'accuracy-latency',
      title: 'Accuracy against latency',
      height: 420,
      spec: tradeOff(trade.points, models, style, {
        x: 'median latency, ms',
        y: trade.title,
        more: true,
      }),
    },
    {
      id: 'mce-latency',
      title: 'Corruption error against latency',
      height: 420,
      spec: tradeOff(errorPoints(robustness, single, latencyOf), models, style, {
        x: 'median latency, ms',
        y: error,
        more: false,
      }),
    },
    {
      id: 'mce-parameters',
      title: 'Corruption error against parameters',
      height: 420,
      spec: tradeOff(errorPoints(robustness, single, millionParameters), models, style, {
        x: 'parameters, millions',
        y: error,
        more: false,
      }),
    },
    {
      id: 'heat-map',
      title: 'Error by model and corruption',
      height: tall(robustness.length) + 60,
      spec: heatMap(robustness, style),
    },
    {
      id: 'severity-curves',
      title: 'Error by severity',
      height: 420,
      spec: severityCurves(robustness, 'all', models, style),
    },
    {
      id: 'mce',
      title: 'Mean corruption error',
      height: tall(robustness.length),
      spec: meanCorruptionError(robustness, style),
    },
    {
      id: 'sets',
      title: 'Other test sets',
      height: tall(robustness.length),
      spec: several([...sets], () => evaluationSets(accuracy, style)),
    },
    {
      id: 'mixers',
      title: 'RepMixer against pooling',
      height: 420,
      spec: mixersByResolution(own, models, style),
    },
    {
      id: 'mixer-parts',
      title: 'What pooling costs more: operator, layout, norm',
      height: 420,
      spec: partsByResolution(own, models, style),
    },
    {
      id: 'forms',
      title: 'Inference form against training form',
      height: 420,
      spec: formsByResolution(own, models, style),
    },
    ...studiesOf(rows).map(({ id, title, has }) => {
      const own = rows.filter(({ model }) => has(model));
      const bars = new Set(own.map(({ model, form }) => `${model} ${form}`)).size;
      return { id, title, height: tall(bars), spec: stepsBars(own, style) };
    }),
    {
      id: 'history',
      title: first === undefined ? 'History' : `History: ${first.series}`,
      height: 420,
      spec: history(
        first === undefined
          ? []
          : histories.filter(({ series, metric }) => series === first.series && metric === first.metric),
        style,
      ),
    },
  ];
  return all.filter(({ spec }) => spec.config !== undefined);
}

/** A chart along an axis that has one value says nothing. */
function several(values: readonly (number | string)[], draw: () => ChartSpec): ChartSpec {
  return new Set(values).size > 1 ? draw() : { config: undefined, summary: [] };
}

function usual(values: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, one], [b, two]) => two - one || a - b)[0]?.[0];
}
