import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFile } from '../../../../src/files/index.ts';
import { PICTURES } from '../base-files.ts';
import { mutatedBytes } from '../bytes.ts';
import type { Chance } from '../chance.ts';
import { mutatedJson, TEXTS } from '../json.ts';
import type { Kind, Scene } from '../kind.ts';
import { misplace } from '../places.ts';

/** Suite files, the numbers in them, and the options of commands. */
export const suites: Kind = {
  name: 'suites',
  share: 2200,
  prepare: async () => {},
  async open() {
    const folder = packageFile('suites');
    const names = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'schema.json');
    const bases = [...names.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8'))), EVERYTHING];
    return {
      scene(_, chance) {
        if (chance.happens(0.15)) return options(chance);
        if (chance.happens(0.004)) return measured(chance);
        const base = chance.pick(bases);
        const bytes = chance.happens(0.15)
          ? mutatedBytes(Buffer.from(JSON.stringify(base)), chance)
          : mutatedJson(base, chance);
        writeFileSync('suite.json', bytes);
        if (chance.happens(0.03)) misplace('suite.json', chance);
        const command = chance.pick([
          ['run', 'suite.json', '--dry-run'],
          ['run', 'suite.json', '--dry-run', '--json'],
          ['enqueue', 'suite.json', '--redis', 'redis://127.0.0.1:9'],
        ]);
        return { steps: [command], env: { IMAGENET_VAL: '/nonexistent/val' } };
      },
    };
  },
};

/** A suite with most of the keys, which is measured in seconds. */
const EVERYTHING = {
  name: 'everything',
  seed: 1,
  latency: {
    models: [
      'mobileone_nano',
      { extends: 'fastvit_t8', id: 'variant', mixers: ['pool', 'pool', 'pool', 'pool'] },
    ],
    baseline: 'mobileone_nano',
    forms: ['inference'],
    runtimes: ['onnxruntime'],
    providers: ['cpu'],
    resolutions: [32, [32, 64]],
    mixed: [{ models: ['mobileone_nano', 'fastvit_nano'], resolutions: [32, 64] }],
    batch: [1],
    threads: [1],
    graphOptimization: ['all'],
    weights: 'seed:0',
    budgetSeconds: 2,
    overBudget: 'drop',
    precision: 0.5,
    profile: false,
    groupSize: 12,
    sampling: {
      ...{
        isolation: 'process',
        minBlocks: 2,
        maxBlocks: 2,
        roundsPerBlock: 2,
        turnMs: 1,
        maxRunsPerTurn: 2,
      },
      ...{ warmupMaxMs: 10, resamples: 100, level: 0.95, timeoutSeconds: 5, memoryGiB: 1, anchor: false },
    },
  },
  accuracy: {
    data: 'textures10',
    models: ['mobileone_nano'],
    weights: 'shipped',
    resolution: 32,
    corruptions: ['fog'],
    severities: [1],
    protocol: 'native',
    limit: 20,
    unitImages: 10,
    workers: 1,
    timeoutSeconds: 5,
    allowUnreadable: 0,
  },
  claims: [
    {
      ...{ id: 'c', claim: 'a is faster than b', source: 'us', published: 2, rounding: 0.03 },
      slower: { model: 'fastvit_nano', resolution: 32 },
      faster: { model: 'mobileone_nano', resolution: 32 },
    },
  ],
};

/** One number of the small suite is hostile, and what the schema accepts is measured, until it is interrupted. */
function measured(chance: Chance): Scene {
  const { accuracy: _, claims: __, ...suite } = structuredClone(EVERYTHING);
  const sampling = suite.latency.sampling as Record<string, unknown>;
  const numbers = Object.keys(sampling).filter((key) => typeof sampling[key] === 'number');
  sampling[chance.pick(numbers)] = chance.pick([1e15, 1e8, 2 ** 31, 99_999_999, 1e-300, 3, 1.5]);
  writeFileSync('suite.json', JSON.stringify(suite));
  return { steps: [['run', 'suite.json', '--out', 'run']], stopAfter: 3000 };
}

/** Command lines with one hostile value. */
function options(chance: Chance): Scene {
  const value = chance.happens(0.5) ? chance.pick(TEXTS) : chance.pick(NUMBERS);
  // What is written must stay in the folder of the try, or be refused by the system.
  const output = /^\/|\.\./.test(value) ? 'elsewhere' : value;
  const photo = join(PICTURES, 'small_23x17.png');
  const run = ['run', packageFile('suites/quick.json'), '--dry-run'];
  const corrupt = ['corrupt', photo, '-o', 'out.png'];
  const preprocess = ['preprocess', photo, '-o', 'out.png', '--model'];
  const argv = chance.pick([
    [...run, `--shard=${value}`],
    [...run, `--budget=${value}`],
    [...run, `--runtime=${value}`],
    ['run', value, '--dry-run'],
    ['models', 'show', value],
    ['models', 'show', 'fastvit_nano', `--resolution=${value}`],
    ['models', `--family=${value}`],
    ['export', value, '-o', 'out.onnx'],
    ['export', 'mobileone_nano', `--weights=${value}`, '-o', 'out.onnx'],
    ['export', 'mobileone_nano', `--num-classes=${value}`, '-o', 'out.onnx'],
    ['export', 'mobileone_nano', `--batch=${value}`, '-o', 'out.onnx'],
    ['export', 'mobileone_nano', '-o', output],
    [...corrupt, '--corruption', 'fog', `--severity=${value}`],
    [...corrupt, '--severity', '3', `--corruption=${value}`],
    [...corrupt, '--severity', '3', '--corruption', 'fog', `--seed=${value}`],
    [...corrupt, '--severity', '3', '--corruption', 'fog', `--format=${value}`],
    [...corrupt, '--severity', '3', '--corruption', 'fog', `--size=${value}`],
    ['corrupt', value, '-o', 'out.png', '--corruption', 'fog', '--severity', '3'],
    ['corrupt', photo, '-o', output, '--corruption', 'fog', '--severity', '3'],
    [...preprocess, value],
    [...preprocess, 'fastvit_nano', `--weights=${value}`],
    ['preprocess', value, '--model', 'fastvit_nano', '-o', 'out.png'],
    ['datasets', 'check', value],
    ['query', value, '--run', '.'],
    ['query', 'SELECT 1', '--run', value],
    ['report', value],
    ['compare', value, value],
    ['compare', '.', '.', `--margin=${value}`],
    ['compare', value, 'head.onnx', '--live'],
    ['history', value],
    ['merge', value],
    ['status', `--redis=${value}`],
    ['train', value],
    [value],
  ]);
  return { steps: [argv], outputs: argv.includes('out.png') ? ['out.png'] : ['out.onnx'] };
}

const NUMBERS = [
  ...['-1', '0', '0.5', '1e15', '1e308', '1e999', 'NaN', 'Infinity', '9007199254740993', '2147483648'],
  ...['99999999', '0x10', '1/0', '0/0', '1/1e9', '1,,2', '1-9999999', '5-1', '-', ' ', '1e-320', '1h1h'],
];
