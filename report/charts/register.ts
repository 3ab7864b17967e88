import { Violin, ViolinController } from '@sgratzl/chartjs-chart-boxplot';
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  ScatterController,
  Tooltip,
} from 'chart.js';
import {
  BarWithErrorBar,
  BarWithErrorBarsController,
  LineWithErrorBarsController,
  PointWithErrorBar,
  ScatterWithErrorBarsController,
} from 'chartjs-chart-error-bars';
import { MatrixController, MatrixElement } from 'chartjs-chart-matrix';
import annotation from 'chartjs-plugin-annotation';

/** chart.js with the parts that our charts use, on the page and in Node. */
export function chartJs(): typeof Chart {
  Chart.register(
    BarController,
    BarElement,
    CategoryScale,
    Legend,
    LinearScale,
    LineController,
    LineElement,
    LogarithmicScale,
    PointElement,
    ScatterController,
    Tooltip,
    BarWithErrorBar,
    BarWithErrorBarsController,
    LineWithErrorBarsController,
    PointWithErrorBar,
    ScatterWithErrorBarsController,
    MatrixController,
    MatrixElement,
    ViolinController,
    Violin,
    annotation,
  );
  return Chart;
}
