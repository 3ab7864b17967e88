// Size and speed of a report of 30 models with 95 accuracy cells and 10 latency cells each, and of 365 nights:
// `npm run bench -- report`. Aims: less than 3 MB, written in less than 3 s, interactive in less than 2 s.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collect, renderHtml } from '../../report/index.ts';
import type { RecordLine } from '../../src/results/index.ts';
import { sampleLatency, sampleRun } from '../results/samples.ts';
import { chromiumPath, launch, openFile } from '../support/browser.ts';

const CORRUPTIONS = 19;
const SIZES = [128, 160, 192, 224, 256, 288, 320, 384, 512, 1024];
const models = Array.from({ length: 30 }, (_, at) => `family${at % 6}_model${at}`);
const estimate = (value: number) => ({
  value,
  low: value - 0.01,
  high: value + 0.01,
  level: 0.95,
  method: 'sample',
});

const records: RecordLine[] = models.flatMap((model, at): RecordLine[] => [
  ...SIZES.map((size) => sampleLatency({ model, resolution: [size, size] }, (at + 5) * (size / 256) ** 2)),
  ...Array.from(
    { length: CORRUPTIONS * 5 },
    (_, cell): RecordLine => ({
      type: 'accuracy',
      cell: {
        model,
        dataset: 'imagenet',
        corruption: `corruption${Math.floor(cell / 5)}`,
        severity: (cell % 5) + 1,
        protocol: 'imagenet-c',
      },
      images: 5000,
      unreadable: 0,
      top1: estimate(0.7 - 0.05 * (cell % 5)),
      top5: estimate(0.85),
      calibration: { ece: 0.04, brier: 0.3, nll: 0.9 },
      published: [],
      weights: 'hf',
      modelDigest: 'd',
      seed: 1,
    }),
  ),
  {
    type: 'history',
    series: `${model}/inference/onnxruntime-cpu/256x256/b1/t1`,
    metric: 'latency over anchor',
    unit: 'ratio',
    environment: 'machine',
    points: Array.from({ length: 365 }, (_, night) => ({
      at: new Date(Date.UTC(2025, 0, 1 + night)).toISOString(),
      value: Number((2 + 0.001 * ((night * 7919) % 100)).toFixed(4)),
      low: 1.98,
      high: 2.12,
    })),
    changes: [],
  },
]);

const started = performance.now();
const run = sampleRun({
  models: Object.fromEntries(
    models.map((id) => [id, { family: id.split('_')[0] as string, published: [], studies: [], pairs: [] }]),
  ),
});
const html = renderHtml(
  collect(
    [{ folder: '.', run, records, lines: records.map((_, at) => at + 2), problems: [] }],
    '2026-01-02',
    '0',
  ),
);
const made = performance.now() - started;
console.log(
  `${records.length} records: ${(html.length / 1e6).toFixed(2)} MB, written in ${(made / 1000).toFixed(2)} s`,
);

if (chromiumPath() !== undefined) {
  const path = join(mkdtempSync(join(tmpdir(), 'bench-report-')), 'report.html');
  writeFileSync(path, html);
  const browser = await launch();
  const { page } = await openFile(browser, path);
  const interactive = await page.evaluate('performance.now()');
  console.log(`interactive in Chromium after ${(Number(interactive) / 1000).toFixed(2)} s`);
  await browser.close();
}
