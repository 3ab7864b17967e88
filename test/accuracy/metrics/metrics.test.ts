import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALEXNET_ERRORS, MEAN_CORRUPTIONS, SEVERITIES } from '../../../src/accuracy/metrics/alexnet.ts';
import { confidenceBin, expectedCalibrationError } from '../../../src/accuracy/metrics/calibration.ts';
import {
  expectedAccuracy,
  fitBaseline,
  publishedBaseline,
} from '../../../src/accuracy/metrics/effective-robustness.ts';
import {
  accuracyRecords,
  comparisonRecords,
  robustnessRecords,
} from '../../../src/accuracy/metrics/index.ts';
import { comparePublished } from '../../../src/accuracy/metrics/published.ts';
import {
  openPartWriter,
  openRunDatabase,
  type PredictionRow,
  type RunDatabase,
} from '../../../src/accuracy/predictions/index.ts';
import { RecordLine } from '../../../src/results/index.ts';
import { wilson } from '../../../src/stats/index.ts';
import { makeTree } from '../image-tree.ts';

const IMAGES = 40;
const context = {
  seed: 3,
  models: ['a', 'b'].map((id) => ({
    id,
    weights: 'seed:0',
    digest: `sha-${id}`,
    resolution: [64, 64] as const,
  })),
};

/** Makes predictions with a rule that is easy to count: clean, and the fifteen corruptions at five severities. */
function rows(): PredictionRow[] {
  const cells = [
    ['none', 0] as const,
    ...MEAN_CORRUPTIONS.flatMap((c) => SEVERITIES.map((s) => [c, s] as const)),
  ];
  return cells.flatMap(([corruption, severity], cell) =>
    Array.from({ length: IMAGES }, (_, i) => i).flatMap((i) =>
      ['a', 'b'].map((model): PredictionRow => {
        const key = {
          model,
          dataset: 'set',
          corruption,
          severity,
          image: `i${100 + i}`,
          label: i % 4,
          labels: [i % 4],
        };
        if (i === 7) return { ...key, error: 'broken' };
        // Model a errs on every fifth image and ever more by severity; b on three more clean ones.
        const wrong = i % 5 === 0 || (i * 7 + cell) % 10 < severity || (model === 'b' && i < 4);
        const predicted = wrong ? (i + 1) % 4 : i % 4;
        return {
          ...key,
          top5: [predicted, ...[0, 1, 2, 3].filter((c) => c !== predicted)],
          correct: !wrong,
          correct5: true,
          confidence: (1 + ((i * 13) % 10)) / 10,
          logitMargin: 1,
          nll: i / 10,
          brier: i / 100,
        };
      }),
    ),
  );
}

let database: RunDatabase;
const all = rows();
const folders: string[] = [];
beforeAll(async () => {
  folders.push(await partsIn([all]), await partsIn(shuffledParts(all)));
  database = await openRunDatabase(folders[0]!);
});
afterAll(() => database.close());

async function partsIn(parts: readonly PredictionRow[][]): Promise<string> {
  const folder = makeTree({});
  mkdirSync(join(folder, 'predictions'));
  const writer = await openPartWriter();
  const context = { seed: 3, protocol: 'imagenet-c', versions: '{}' };
  for (const [i, part] of parts.entries())
    await writer.write(join(folder, 'predictions', `${i}.parquet`), 'u', part, context);
  writer.close();
  return folder;
}

/** Reverses the rows and splits them into parts of uneven size. */
function shuffledParts(rows: readonly PredictionRow[]): PredictionRow[][] {
  const backwards = rows.toReversed();
  return [0, 1, 5, 700, 3000].map((from, i, cuts) => backwards.slice(from, cuts[i + 1]));
}

const readable = (model: string, corruption: string, severity: number) =>
  all.flatMap((row) =>
    row.model === model && row.corruption === corruption && row.severity === severity && !('error' in row)
      ? [row]
      : [],
  );
const errorOf = (model: string, corruption: string, severity: number) => {
  const own = readable(model, corruption, severity);
  return own.filter(({ correct }) => !correct).length / own.length;
};

describe('accuracy', () => {
  it('counts, with Wilson intervals: 31 of 39 is 0.795 in 0.645..0.892', async () => {
    const records = await accuracyRecords(database, context);
    const clean = records.find(({ cell }) => cell.model === 'a' && cell.corruption === 'none')!;
    expect([clean.images, clean.unreadable]).toEqual([39, 1]);
    // Multiples of five from 0 to 35 are wrong: eight of them.
    expect(clean.top1.value).toBeCloseTo(31 / 39, 12);
    expect(clean.top1.low).toBeCloseTo(0.6447, 3);
    expect(clean.top1.high).toBeCloseTo(0.8922, 3);
    expect(clean.top5.value).toBe(1);
    expect(records.length).toBe(2 * 76);
    for (const record of records) expect(RecordLine.parse(record)).toEqual(record);
  });

  it('calibration by hand: mean of i/10 over i, and bins of confidence', async () => {
    const records = await accuracyRecords(database, context);
    const clean = records.find(({ cell }) => cell.model === 'a' && cell.corruption === 'none')!;
    const own = readable('a', 'none', 0);
    expect(clean.calibration.nll).toBeCloseTo((780 - 7) / 10 / 39, 9);
    expect(clean.calibration.brier).toBeCloseTo((780 - 7) / 100 / 39, 9);
    const binOf = (confidence: number) => Math.max(0, Math.min(14, Math.ceil(confidence * 15) - 1));
    const gaps = [...new Set(own.map((row) => binOf(row.confidence)))].map((bin) => {
      const inBin = own.filter((row) => binOf(row.confidence) === bin);
      return Math.abs(inBin.reduce((sum, row) => sum + (row.correct ? 1 : 0) - row.confidence, 0));
    });
    const { ece, eceInterval } = clean.calibration;
    expect(ece).toBeCloseTo(gaps.reduce((a, b) => a + b) / 39, 9);
    expect([eceInterval!.low < ece, eceInterval!.high > ece, eceInterval!.level]).toEqual([true, true, 0.95]);
  });

  it('flips are predictions that differ from the clean one', async () => {
    const records = await accuracyRecords(database, context);
    const fog = records.find(
      ({ cell }) => cell.model === 'b' && cell.corruption === 'fog' && cell.severity === 3,
    )!;
    const clean = new Map(readable('b', 'none', 0).map((row) => [row.image, row.top5[0]]));
    const flipped = readable('b', 'fog', 3).filter((row) => clean.get(row.image) !== row.top5[0]).length;
    expect(flipped).toBeGreaterThan(0);
    expect(fog.flips!.value).toBeCloseTo(flipped / 39, 12);
  });

  it('the most frequent confusions come first', async () => {
    const records = await accuracyRecords(database, context);
    const { confusions } = records.find(({ cell }) => cell.model === 'a' && cell.corruption === 'none')!;
    // 0, 20 are class 0; 5, 25 class 1; 10, 30 class 2; 15, 35 class 3: each taken for the next class.
    expect(confusions).toEqual(
      [0, 1, 2, 3].map((label) => ({ label, predicted: (label + 1) % 4, count: 2 })),
    );
  });
});

describe('robustness', () => {
  it('mCE, relative mCE and mean error of the records equal the definition', async () => {
    const [a] = await robustnessRecords(database, context);
    const ce = MEAN_CORRUPTIONS.map((name) => {
      const errors = SEVERITIES.map((s) => errorOf('a', name, s)).reduce((x, y) => x + y);
      return errors / ALEXNET_ERRORS[name]!.bySeverity.reduce((x, y) => x + y);
    });
    expect(a!.images).toBe(39);
    expect(a!.mce!.value).toBeCloseTo(ce.reduce((x, y) => x + y) / 15, 9);
    const clean = errorOf('a', 'none', 0);
    const relative = MEAN_CORRUPTIONS.map((name) => {
      const rise = SEVERITIES.map((s) => errorOf('a', name, s) - clean).reduce((x, y) => x + y);
      return rise / ALEXNET_ERRORS[name]!.bySeverity.map((e) => e - 0.435).reduce((x, y) => x + y);
    });
    expect(a!.relativeMce!.value).toBeCloseTo(relative.reduce((x, y) => x + y) / 15, 9);
    const errors = MEAN_CORRUPTIONS.flatMap((name) => SEVERITIES.map((s) => errorOf('a', name, s)));
    expect(a!.meanError.value).toBeCloseTo(errors.reduce((x, y) => x + y) / 75, 9);
    // The record says which corruptions a mean is over.
    expect(a!.mce!.method).toMatch(
      /^error relative to AlexNet's, over the fifteen corruptions of ImageNet-C/,
    );
    expect(a!.meanError.method).toMatch(/^top-1 error over all corruptions .* evaluated, not normalised/);
    expect(a!.mce!.low).toBeLessThan(a!.mce!.value);
    expect(a!.mce!.high).toBeGreaterThan(a!.mce!.value);
    expect(RecordLine.parse(a)).toEqual(a);
  });

  it('intervals have a width where all images are alike', async () => {
    const right = all.flatMap((row) =>
      'error' in row ? [] : [{ ...row, top5: [row.label], correct: true }],
    );
    const perfect = await openRunDatabase(await partsIn([right]));
    const [record] = await robustnessRecords(perfect, context);
    const [pair] = await comparisonRecords(perfect, context);
    perfect.close();
    for (const { value, low, high } of [
      record!.meanError,
      record!.mce!,
      record!.relativeMce!,
      record!.flipRate!,
      pair!.mceDifference!,
      pair!.difference,
    ]) {
      expect(value).toBe(0);
      expect(high).toBeGreaterThan(0.03);
      expect(low).toBeLessThanOrEqual(0);
    }
  });

  it('an independent computation in SQL gives the same mCE', async () => {
    const alexnet = Object.entries(ALEXNET_ERRORS).flatMap(([name, { bySeverity, inMean }]) =>
      inMean ? bySeverity.map((error, i) => `('${name}', ${i + 1}, ${error})`) : [],
    );
    const [row] = await database.all(`
      WITH alexnet(corruption, severity, error) AS (VALUES ${alexnet.join(', ')}),
      own AS (SELECT corruption, severity, avg(1 - correct::INTEGER) AS error FROM predictions WHERE model = 'b' GROUP BY ALL),
      ce AS (SELECT corruption, sum(own.error) / sum(alexnet.error) AS ce FROM own JOIN alexnet USING (corruption, severity) GROUP BY corruption)
      SELECT avg(ce) AS mce, count(*) AS n FROM ce`);
    const [, b] = await robustnessRecords(database, context);
    expect(row!.n).toBe(15);
    expect(b!.mce!.value).toBeCloseTo(Number(row!.mce), 9);
  });

  it('pairs: McNemar on the same images, Holm over the table, mCE difference paired', async () => {
    const [pair] = await comparisonRecords(database, context);
    // b alone errs on 1, 2 and 3; image 0 is wrong for both.
    expect([pair!.models, pair!.onlyFirst, pair!.onlySecond]).toEqual([['a', 'b'], 3, 0]);
    expect(pair!.p).toBeCloseTo(0.25, 12);
    expect(pair!.adjusted).toBeCloseTo(0.25, 12);
    expect(pair!.difference.value).toBeCloseTo(3 / 39, 12);
    const [a, b] = await robustnessRecords(database, context);
    expect(pair!.mceDifference!.value).toBeCloseTo(a!.mce!.value - b!.mce!.value, 9);
    expect(RecordLine.parse(pair)).toEqual(pair);
  });
});

it('no metric depends on the order of rows or their split into parts, to the last bit', async () => {
  const other = await openRunDatabase(folders[1]!, { threads: 1 });
  const figures = async (from: RunDatabase) =>
    JSON.stringify([
      await accuracyRecords(from, context),
      await robustnessRecords(from, context),
      await comparisonRecords(from, context),
    ]);
  expect(await figures(other)).toBe(await figures(database));
  other.close();
});

it('calibration error by hand: (|8 - 9| + |1 - 2|) / 15', async () => {
  expect(
    expectedCalibrationError([
      { count: 10, correct: 8, confidence: 9 },
      { count: 5, correct: 1, confidence: 2 },
    ]).value,
  ).toBeCloseTo(2 / 15, 12);
  const bins = ['0', '1::DOUBLE / 15', '0.0667', '1'].map((confidence) => confidenceBin(confidence));
  const [row] = await database.all(`SELECT [${bins.join(', ')}] AS bins`);
  expect(row!.bins).toEqual([0, 0, 1, 14]);
});

describe('published figures', () => {
  const model = {
    id: 'm',
    registryId: 'fastvit_t8',
    weights: 'hf:timm/fastvit_t8.apple_in1k',
    digest: '',
    resolution: [256, 256] as const,
  };
  const measured = { value: 0.76, low: 0.756, high: 0.764, level: 0.95, method: 'Wilson' };

  it('are compared with the same weights at the same size', () => {
    const [timm, repository] = comparePublished(model, 'imagenet', measured);
    expect(timm!.source).toBe('timm apple_in1k at 256');
    expect(timm!.top1).toBeCloseTo(0.7617, 3);
    expect(timm!.difference).toBeCloseTo(0.76 - timm!.top1, 12);
    expect(timm!.inside).toBe(true);
    expect([repository!.source, repository!.top1]).toEqual(['FastViT repository', 0.762]);
    const outside = comparePublished(model, 'imagenet', { ...measured, value: 0.7, low: 0.69, high: 0.71 });
    expect(outside[0]!.inside).toBe(false);
  });

  it('are not compared with other weights, sizes or datasets', () => {
    expect(comparePublished({ ...model, weights: 'seed:0' }, 'imagenet', measured)).toEqual([]);
    expect(comparePublished({ ...model, resolution: [224, 224] }, 'imagenet', measured)).toEqual([]);
    expect(comparePublished(model, 'my-photos', measured)).toEqual([]);
  });

  it('give the baseline of effective robustness', () => {
    const onLine = (clean: number) => expectedAccuracy(clean, { slope: 2, intercept: -1 });
    const exact = fitBaseline([0.6, 0.7, 0.8].map((clean) => [clean, onLine(clean)]));
    expect(exact).toMatchObject({ models: 3 });
    expect([exact.slope, exact.intercept, exact.spread]).toEqual(
      [2, -1, 0].map((value) => expect.closeTo(value, 9)),
    );
    // Three points of which one deviates: the residuals over n − 2.
    const { spread, ...line } = fitBaseline([
      [0.6, onLine(0.6)],
      [0.7, onLine(0.7) + 0.03],
      [0.8, onLine(0.8)],
    ]);
    const rest = [
      onLine(0.6) - expectedAccuracy(0.6, line),
      onLine(0.7) + 0.03 - expectedAccuracy(0.7, line),
      onLine(0.8) - expectedAccuracy(0.8, line),
    ];
    expect(spread).toBeCloseTo(Math.hypot(...rest), 12);
    const v2 = publishedBaseline('imagenetV2', 'imagenet')!;
    expect(v2.models).toBeGreaterThan(9);
    // A model on the line loses some ten points on V2, as every published one does.
    expect(0.68 - expectedAccuracy(0.8, v2)).toBeGreaterThan(-0.05);
    expect(0.68 - expectedAccuracy(0.8, v2)).toBeLessThan(0.05);
  });
});

describe('effective robustness', () => {
  it('has the baselines that docs/accuracy.md states', () => {
    const docs = readFileSync(new URL('../../../docs/accuracy.md', import.meta.url), 'utf8');
    for (const [name, shifted, clean, dataset] of [
      ['V2 (matched frequency)', 'imagenetV2', 'imagenet', 'imagenet'],
      ['Sketch', 'imagenetSketch', 'imagenet', 'imagenet'],
      ['ImageNet-A', 'imagenetA', 'imagenetAClean', 'imagenet-a-clean'],
      ['ImageNet-R', 'imagenetR', 'imagenetRClean', 'imagenet-r-clean'],
    ] as const) {
      const { models, slope, intercept, spread } = publishedBaseline(shifted, clean)!;
      const cells = [
        models,
        slope.toFixed(3),
        intercept.toFixed(3).replace('-', '−'),
        (100 * spread).toFixed(2),
      ];
      expect(docs).toContain(`| ${name} | \`${dataset}\` | ${cells.join(' | ')} |`);
    }
  });

  const model = { ...context.models[0]!, id: 'm' };
  /** Predictions of clean images: how many of how many are right, by dataset and protocol. */
  async function recordsOf(
    sets: readonly (readonly [dataset: string, protocol: string, right: number, of: number])[],
  ) {
    const folder = makeTree({});
    mkdirSync(join(folder, 'predictions'));
    const writer = await openPartWriter();
    for (const [at, [dataset, protocol, right, of]] of sets.entries()) {
      const part = Array.from(
        { length: of },
        (_, i): PredictionRow => ({
          model: 'm',
          dataset,
          corruption: 'none',
          severity: 0,
          image: `i${i}`,
          label: 6,
          labels: [6],
          top5: [i < right ? 6 : 11],
          correct: i < right,
          correct5: i < right,
          confidence: 0.5,
          logitMargin: 1,
          nll: 0.7,
          brier: 0.5,
        }),
      );
      const path = join(folder, 'predictions', `${at}.parquet`);
      await writer.write(path, `u${at}`, part, { seed: 3, protocol, versions: '{}' });
    }
    writer.close();
    const database = await openRunDatabase(folder);
    const records = await accuracyRecords(database, { ...context, models: [model] });
    database.close();
    return (dataset: string) => records.find(({ cell }) => cell.dataset === dataset)?.effectiveRobustness;
  }

  it('has an interval over the images of both datasets, and states its baseline', async () => {
    const of = await recordsOf([
      ['imagenet', 'native', 760, 1000],
      ['imagenet-v2-matched-frequency', 'native', 660, 1000],
    ]);
    const found = of('imagenet-v2-matched-frequency')!;
    const { slope, intercept, spread } = publishedBaseline('imagenetV2', 'imagenet')!;
    expect(found).toMatchObject({
      clean: 0.76,
      cleanDataset: 'imagenet',
      baseline: { slope, intercept, spread },
      level: 0.95,
    });
    expect(found.expected).toBeCloseTo(expectedAccuracy(0.76, { slope, intercept }), 12);
    expect(found.value).toBeCloseTo(0.66 - found.expected, 12);
    // By hand: the distances of both Wilson intervals, those of the clean accuracy along the line, squared and added.
    const [shifted, clean] = [wilson(660, 1000), wilson(760, 1000)];
    const low = Math.hypot(
      0.66 - shifted.low,
      expectedAccuracy(clean.high, found.baseline!) - found.expected,
    );
    expect(found.low).toBeCloseTo(found.value - low, 12);
    expect(found.high! - found.value).toBeGreaterThan(shifted.high - 0.66);
  });

  it('compares with the clean set under the same protocol only', async () => {
    const other = await recordsOf([
      ['imagenet', 'imagenet-c', 760, 1000],
      ['imagenet-sketch', 'native', 300, 1000],
    ]);
    expect(other('imagenet-sketch')).toBeUndefined();
    const both = await recordsOf([
      ['imagenet', 'imagenet-c', 760, 1000],
      ['imagenet', 'native', 700, 1000],
      ['imagenet-sketch', 'native', 300, 1000],
    ]);
    expect(both('imagenet-sketch')!.clean).toBe(0.7);
  });

  it.each([
    ['imagenet-a', 'imagenetA', 'imagenetAClean'],
    ['imagenet-r', 'imagenetR', 'imagenetRClean'],
  ] as const)('of %s compares with the clean images of its classes', async (dataset, shifted, clean) => {
    const whole = await recordsOf([
      ['imagenet', 'native', 760, 1000],
      [dataset, 'native', 250, 1000],
    ]);
    expect(whole(dataset)).toBeUndefined();
    const of = await recordsOf([
      ['imagenet', 'native', 760, 1000],
      [`${dataset}-clean`, 'native', 188, 200],
      [dataset, 'native', 250, 1000],
    ]);
    const baseline = publishedBaseline(shifted, clean)!;
    expect(of(dataset)).toMatchObject({ clean: 0.94, cleanDataset: `${dataset}-clean` });
    expect(of(dataset)!.expected).toBeCloseTo(expectedAccuracy(0.94, baseline), 12);
    expect(of(`${dataset}-clean`)).toBeUndefined();
  });
});
