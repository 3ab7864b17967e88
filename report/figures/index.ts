import type { ReportData } from '../data/types.ts';
import { accuracyLatency } from './accuracy-latency.ts';
import { accuracyTable } from './accuracy-table.ts';
import { calibrationTable } from './calibration-table.ts';
import { changesTable } from './changes-table.ts';
import { claimsTable } from './claims-table.ts';
import { coldStart } from './cold-start.ts';
import { comparisonsTable } from './comparisons-table.ts';
import { confusionsTable } from './confusions-table.ts';
import { corruptionsTable } from './corruptions-table.ts';
import { distribution } from './distribution.ts';
import { failuresTable } from './failures-table.ts';
import type { Chart, Figure, Table } from './figure.ts';
import { forms } from './forms.ts';
import { heatMap } from './heat-map.ts';
import { history } from './history.ts';
import { latencyByBatch } from './latency-by-batch.ts';
import { latencyByResolution } from './latency-by-resolution.ts';
import { latencyByThreads } from './latency-by-threads.ts';
import { latencyTable } from './latency-table.ts';
import { mce } from './mce.ts';
import { mceLatency } from './mce-latency.ts';
import { mceParameters } from './mce-parameters.ts';
import { memory } from './memory.ts';
import { mixerParts } from './mixer-parts.ts';
import { mixers } from './mixers.ts';
import { operators } from './operators.ts';
import { pairsTable } from './pairs-table.ts';
import { ratioByResolution } from './ratio-by-resolution.ts';
import { robustnessTable } from './robustness-table.ts';
import { problemsTable, runsTable, skippedTable } from './run-tables.ts';
import { sets } from './sets.ts';
import { severityCurves } from './severity-curves.ts';
import { studyCharts } from './studies.ts';
import { verdictsTable } from './verdicts-table.ts';
import { everything } from './view.ts';

/** Every figure that a report of this data has, in the order in which the page, PNG and Markdown show them. */
export function figuresOf(data: ReportData): Figure[] {
  const all: Figure[] = [
    verdictsTable,
    latencyByResolution,
    ratioByResolution,
    latencyByBatch,
    latencyByThreads,
    distribution,
    coldStart,
    memory,
    operators,
    latencyTable,
    accuracyLatency,
    mceLatency,
    mceParameters,
    accuracyTable,
    confusionsTable,
    heatMap,
    severityCurves,
    mce,
    sets,
    robustnessTable,
    corruptionsTable,
    comparisonsTable,
    mixers,
    mixerParts,
    forms,
    ...studyCharts(data),
    pairsTable,
    claimsTable,
    history,
    changesTable,
    calibrationTable,
    failuresTable,
    skippedTable,
    problemsTable,
    runsTable,
  ];
  return all.filter((figure) =>
    isChart(figure) && figure.shown ? figure.shown(data) : figure.rows(everything(data)).length > 0,
  );
}

export function isChart(figure: Figure): figure is Chart {
  return 'chart' in figure;
}

export function isTable(figure: Figure): figure is Table {
  return 'columns' in figure;
}
