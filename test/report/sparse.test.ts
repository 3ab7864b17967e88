// What a chart does when part of what it could show was not measured.
import { expect, test } from 'vitest';
import { answer } from '../../report/answer.ts';
import { bars } from '../../report/charts/bars.ts';
import { cellNames } from '../../report/charts/cell-name.ts';
import { lightStyle as style } from '../../report/charts/style.ts';
import { tradeOff } from '../../report/charts/trade-off.ts';
import { accuracyTrade } from '../../report/figures/trade-points.ts';
import { collect, pictures } from '../../report/index.ts';
import type { RecordLine, RunData } from '../../src/results/index.ts';
import { sampleFullRun } from './samples.ts';

const MADE = '2026-01-02T00:00:00.000Z';
const data = collect([sampleFullRun()], MADE, '0.1.0');
const rows = data.latency.filter(
  ({ form, height, batch, threads }) =>
    form === 'inference' && height === 256 && batch === 1 && threads === 1,
);
const clean = data.accuracy.filter(
  ({ cell }) => cell.corruption === 'none' && cell.dataset.startsWith('imagenet'),
);

test('a set of bars without a value is left out, and the axis names the rest', () => {
  const sets = [
    { label: 'peak', colour: 'red', values: [undefined, undefined] },
    { label: 'file', colour: 'blue', values: [1, 2] },
  ];
  // biome-ignore lint/suspicious/noExplicitAny: a chart's options are chart.js' own.
  const config = bars(['a', 'b'], sets, style, { title: 'MB' }).config as any;
  expect(config.data.datasets.map(({ label }: { label: string }) => label)).toEqual(['file']);
  expect(config.options.scales.x.title.text).toBe('file, MB');
  expect(config.options.plugins.legend.display).toBe(false);
});

test('names of cells include the runtime if there are several', () => {
  const cell = { model: 'm', form: 'train', runtime: 'onnxruntime cpu' };
  expect(cellNames([cell])).toEqual(['m (train)']);
  expect(cellNames([cell, { ...cell, form: 'inference', runtime: 'tfjs wasm' }])).toEqual([
    'm (train, onnxruntime cpu)',
    'm (tfjs wasm)',
  ]);
});

test('published ImageNet accuracies are shown with measured ImageNet accuracies only', () => {
  const of = (dataset: string) =>
    accuracyTrade(
      clean.map((row) => ({ ...row, cell: { ...row.cell, dataset } })),
      data.models,
      rows,
    );
  const published = (dataset: string) => of(dataset).points.filter((point) => point.published).length;
  expect(published('imagenet')).toBeGreaterThan(0);
  expect(published('imagenet-val-5000')).toBeGreaterThan(0);
  for (const other of ['textures10-test-32-200', 'imagenet-a', 'imagenet-v2-matched-frequency'])
    expect(published(other)).toBe(0);
  expect(of('imagenet').title).toBe('top-1, %');
  const alone = accuracyTrade([], data.models, rows);
  expect(alone.title).toBe('published top-1 on ImageNet, %');
  expect(alone.points.every((point) => point.published)).toBe(true);
});

test('a published point without a measured twin has its name in the legend', () => {
  const point = (model: string, published?: boolean) => ({
    model,
    x: 1,
    y: [1, 1, 1] as const,
    ...(published ? { published } : {}),
  });
  const options = { x: 'x', y: 'y', more: true };
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  const config = tradeOff([point('a'), point('a', true), point('b', true)], [], style, options).config as any;
  const named = config.data.datasets.filter(({ label }: { label: string }) =>
    config.options.plugins.legend.labels.filter({ text: label }),
  );
  expect(named.map(({ label }: { label: string }) => label)).toEqual(['a', 'b (published)']);
});

test('the answer uses the most frequent size, among equals the one closest to 256 pixels', () => {
  const latency = [128, 256, 384].flatMap((side) =>
    rows.map((row) => ({ ...row, height: side, width: side })),
  );
  expect(answer({ ...data, latency }).join('\n')).toContain('models at 256×256');
});

test('errors and accuracies of two protocols are never in the same picture', () => {
  const run = sampleFullRun();
  const again = run.records.flatMap((record): RecordLine[] => {
    if (record.type === 'robustness') return [{ ...record, protocol: 'native' }];
    if (record.type === 'accuracy') return [{ ...record, cell: { ...record.cell, protocol: 'imagenet-c' } }];
    return [];
  });
  const summaries = (of: RunData) =>
    pictures(collect([of], MADE, '0.1.0'))
      .filter(({ id }) => /mce|heat-map|severity|^accuracy-latency/.test(id))
      .map(({ id, spec }) => [id, spec.summary]);
  expect(summaries({ ...run, records: [...run.records, ...again] })).toEqual(summaries(run));
});

test('mCE and the mean error of other corruptions are never on one axis', () => {
  const run = sampleFullRun();
  const trade = (of: (record: RecordLine, at: number) => RecordLine) =>
    pictures(collect([{ ...run, records: run.records.map(of) }], MADE, '0.1.0')).find(
      ({ id }) => id === 'mce-latency',
    )?.spec;
  const without = (record: RecordLine): RecordLine => {
    if (record.type !== 'robustness') return record;
    const { mce: _, ...rest } = record;
    return rest;
  };
  const all = trade((record) => record)!;
  const [first] = run.records.flatMap((record) => (record.type === 'robustness' ? [record.model] : []));
  // One model was evaluated under fewer corruptions: it has a mean error only.
  const some = trade((record) =>
    record.type === 'robustness' && record.model === first ? without(record) : record,
  )!;
  expect(all.summary.join('\n')).toContain(first);
  expect(some.summary.join('\n')).not.toContain(first);
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  const axis = ({ config }: any) => config.options.scales.y.title.text;
  expect([all, some, trade(without)].map(axis)).toEqual([
    'mCE, %',
    'mCE, %',
    'mean error under corruption, %',
  ]);
});
