import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { hoverText } from '../../report/charts/axes.ts';
import { empty } from '../../report/charts/chart.ts';
import { paretoFrontier } from '../../report/charts/trade-off.ts';
import { collect, pictureStyle, pictures, renderPng } from '../../report/index.ts';
import { sampleFullRun } from './samples.ts';

const folder = fileURLToPath(new URL('../fixtures/charts', import.meta.url));
const data = collect([sampleFullRun()], '2026-01-02T00:00:00.000Z', '0.1.0');
const all = pictures(data, pictureStyle);

test('every chart has a picture, and every picture is tested', () => {
  expect(all.map(({ id }) => id)).toEqual([
    'latency-by-resolution',
    'ratio-by-resolution',
    'latency-by-batch',
    'latency-by-threads',
    'distribution',
    'cold-start',
    'memory',
    'operators',
    'accuracy-latency',
    'mce-latency',
    'mce-parameters',
    'heat-map',
    'severity-curves',
    'mce',
    'sets',
    'mixers',
    'mixer-parts',
    'forms',
    'study-steps',
    'history',
  ]);
});

// UPDATE_SNAPSHOTS=1 rewrites the pictures; look at them before you commit them.
test.each(all.map(({ id, spec, height }) => [id, spec, height] as const))(
  '%s looks as it did',
  async (id, spec, height) => {
    const png = await renderPng(spec, { width: 560, height: Math.min(height, 460), scale: 1 });
    const path = `${folder}/${id}.png`;
    if (process.env.UPDATE_SNAPSHOTS || !existsSync(path)) {
      if (process.env.CI && !process.env.UPDATE_SNAPSHOTS) throw new Error(`${path} is missing`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(path, await sharp(png).png({ palette: true, colours: 64 }).toBuffer());
    }
    expect(await difference(png as Uint8Array, readFileSync(path))).toBeLessThan(0.01);
  },
);

test('a chart without data has no picture', async () => {
  expect(await renderPng(empty)).toBeUndefined();
});

test('the Pareto frontier has the points that no other point beats', () => {
  const point = (model: string, x: number, y: number) => ({ model, x, y: [y, y, y] as const });
  const points = [
    point('a', 1, 70),
    point('b', 2, 69),
    point('c', 3, 75),
    point('d', 3, 74),
    point('e', 9, 75),
  ];
  expect(paretoFrontier(points, true).map(({ model }) => model)).toEqual(['a', 'c']);
  expect(paretoFrontier(points, false).map(({ model }) => model)).toEqual(['a', 'b']);
});

test('a chart describes its data in words', () => {
  const summary = (id: string) => all.find((picture) => picture.id === id)!.spec.summary;
  expect(summary('mixers')).toEqual([
    expect.stringMatching(/^repmixer: 9\.\d % faster \[7\.\d, 10\.\d\] at 224 px, /),
    expect.stringMatching(/^repmixer, no norms: /),
    expect.stringMatching(/^identity: /),
    expect.stringMatching(/^depthwise, no norms: /),
  ]);
  expect(summary('accuracy-latency').filter((line) => line.includes('frontier')).length).toBeGreaterThan(2);
});

test('a tooltip has values, intervals and axes', () => {
  const chart = {
    options: { scales: { x: { title: { text: 'batch' } }, y: { title: { text: 'latency, ms' } } } },
  };
  const dataset = { label: 'a' };
  expect(hoverText({ dataset, chart, raw: { x: 4, y: 1.5, yMin: 1.25, yMax: 1.75 } })).toEqual([
    'a',
    'latency, ms: 1.50 [1.25, 1.75]',
    'batch: 4',
  ]);
  expect(hoverText({ dataset, chart, raw: { x: 2.5, y: 'name' } })).toBe('a: 2.50 (batch)');
  expect(hoverText({ dataset, chart, raw: [1, 2] })).toBe('a: 2 between 1.00 and 2.00');
});

/** Share of pixels that differ visibly: by more than 40 of 255 in some channel. */
async function difference(a: Uint8Array, b: Uint8Array): Promise<number> {
  const [one, two] = await Promise.all(
    [a, b].map((png) => sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true })),
  );
  if (one?.info.width !== two?.info.width || one?.info.height !== two?.info.height) return 1;
  let different = 0;
  const [left, right] = [one?.data ?? [], two?.data ?? []];
  for (let at = 0; at < left.length; at += 3) {
    const apart = [0, 1, 2].some(
      (channel) => Math.abs((left[at + channel] ?? 0) - (right[at + channel] ?? 0)) > 40,
    );
    if (apart) different++;
  }
  return different / (left.length / 3);
}
