import { type Command, InvalidArgumentError, Option } from 'commander';
import { UserError } from '../files/index.ts';
import type { ModelRef } from '../runs/suite/index.ts';
import { BOUNDS, counted } from '../text/index.ts';
import { accuracyTables } from './accuracy-table.ts';
import { carryOut } from './carry-out.ts';
import { fetchInputs } from './download.ts';
import { type Io, note, printJson, printLine } from './io.ts';
import { defined, numberIn } from './options.ts';
import { mergeHint } from './run.ts';
import { noteUnreadable } from './unreadable.ts';

interface EvalOptions {
  readonly data: string;
  readonly labels?: string;
  readonly models: string;
  readonly weights: string;
  readonly corruptions?: string;
  readonly severities: number[];
  readonly limit?: number;
  readonly protocol: 'imagenet-c' | 'native';
  readonly resolution?: number;
  readonly seed: number;
  readonly workers?: number;
  readonly unitImages?: number;
  readonly timeoutSeconds?: number;
  readonly allowUnreadable: number;
  readonly shard?: string;
  readonly out?: string;
  readonly resume?: boolean;
  readonly json?: boolean;
}

export function evalCommand(program: Command, io: Io): void {
  program
    .command('eval')
    .description('measure accuracy and robustness of models on your images, with intervals')
    .requiredOption('--data <path>', 'folder, .tar or list of images; see fastvit-bench datasets check')
    .requiredOption('--models <ids>', 'model ids or ONNX files, comma-separated')
    .option('--labels <file>', "labels of a flat folder of validation images, or ImageNet-ReaL's real.json")
    .option('--weights <source>', 'seed:<string>, a file, hf, hf:<org>/<name> or shipped', 'hf')
    .option(
      '--corruptions <names>',
      'names, groups, imagenet-c or all, comma-separated (default: clean images only)',
    )
    .addOption(
      new Option('--severities <list>', 'severities from 1 to 5, e.g. 3 or 1,3 or 1-5')
        .argParser(severities)
        .default([1, 2, 3, 4, 5], '1-5'),
    )
    .option('--limit <n>', 'evaluate at most n images, chosen by the seed', numberIn(BOUNDS.images))
    .addOption(
      new Option(
        '--protocol <name>',
        "imagenet-c: corrupt at 224 pixels and save as JPEG, as ImageNet-C was made; native: corrupt at the model's input size",
      )
        .choices(['imagenet-c', 'native'])
        .default('imagenet-c'),
    )
    .option(
      '--resolution <pixels>',
      'side of the input (default: the published size)',
      numberIn(BOUNDS.inputPixels),
    )
    .option(
      '--seed <n>',
      'seed of the choice of images, the corruptions and the intervals',
      numberIn(BOUNDS.seed),
      0,
    )
    .option('--workers <n>', 'processes (default: one per core)', numberIn(BOUNDS.processes))
    .option(
      '--unit-images <n>',
      'images per unit of work, the smallest part to resume or shard (default: 256)',
      numberIn(BOUNDS.unitImages),
    )
    .option(
      '--timeout-seconds <n>',
      'longest that a model may take to load or to evaluate an image (default: 60)',
      numberIn(BOUNDS.patienceSeconds),
    )
    .option(
      '--allow-unreadable <n>',
      'unreadable images to tolerate before the run fails',
      numberIn(BOUNDS.unreadable),
      0,
    )
    .option('--shard <i/n>', 'evaluate one part of the units, e.g. 3/16; merge joins the parts')
    .option('--out <folder>', 'folder of the run (default: results/eval-<time>)')
    .option('--resume', 'resume an unfinished run, or the run in --out')
    .option('--no-resume', 'start a new run even if an unfinished one exists')
    .option('--json', 'print the records as one JSON document')
    .addHelpText(
      'after',
      `
The prediction for each image is stored in <folder>/predictions; query it with fastvit-bench query.
Exit code 1 if a model failed, or if more images are unreadable than --allow-unreadable tolerates.

Examples:
  fastvit-bench eval --data /data/imagenet/val --models fastvit_t8,poolformer_s12
  fastvit-bench eval --data /data/imagenet/val --models fastvit_sa12 --corruptions imagenet-c --limit 5000
  fastvit-bench eval --data photos.csv --models mine.onnx --corruptions fog --severities 1-3 --protocol native`,
    )
    .action((options: EvalOptions) => evaluate(options, io));
}

async function evaluate(options: EvalOptions, io: Io): Promise<void> {
  const { parseModelRef, parseShard, parseSuite } = await import('../runs/suite/index.ts');
  const shard = options.shard === undefined ? undefined : parseShard(options.shard);
  const suite = parseSuite(
    { name: 'eval', seed: options.seed, accuracy: sectionOf(options, parseModelRef) },
    'eval',
  );
  const { out, resume } = options;
  const executed = await carryOut(
    await fetchInputs({ suite, resolved: suite, path: 'eval' }, io),
    { command: commandOf(options), ...defined({ out, resume, shard }) },
    io,
  );
  noteUnreadable(io, executed.accuracy);
  const failed = executed.records.filter(({ type }) => type === 'failed').length;
  if (failed > 0) {
    io.exitCode = 1;
    note(
      io,
      `${counted(failed, 'model')} failed; to evaluate them again: the same command with --out ${executed.folder} --resume`,
    );
  }
  if (options.json) return printJson(io, executed.records);
  io.stdout.write(accuracyTables(executed.records));
  printLine(io);
  printLine(io, `run: ${executed.folder}`);
  if (shard) note(io, mergeHint(shard));
}

/** The options as the `accuracy` section of a suite, without undefined values. */
function sectionOf(options: EvalOptions, parse: (model: string) => ModelRef): Record<string, unknown> {
  const models = list(options.models).map(parse);
  if (models.length === 0) throw new UserError('--models is empty; give model ids, e.g. --models fastvit_t8');
  const {
    data,
    labels,
    weights,
    limit,
    protocol,
    resolution,
    workers,
    unitImages,
    timeoutSeconds,
    allowUnreadable,
  } = options;
  const corruptions = list(options.corruptions ?? '');
  return defined({
    data,
    labels,
    models,
    weights,
    corruptions,
    severities: options.severities,
    limit,
    protocol,
    resolution,
    workers,
    unitImages,
    timeoutSeconds,
    allowUnreadable,
  });
}

function commandOf(options: EvalOptions): string[] {
  const { resume: _, json: __, severities: levels, ...rest } = options;
  const flags = Object.entries({ ...rest, severities: levels.join(',') }).flatMap(([name, value]) => [
    `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    String(value),
  ]);
  return ['fastvit-bench', 'eval', ...flags];
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** `1-5`, `2`, `1,3-5`. */
function severities(text: string): number[] {
  const found = text.split(',').flatMap((part) => {
    const [, low, high = low] = /^\s*([1-5])(?:-([1-5]))?\s*$/.exec(part) ?? [];
    if (low === undefined)
      throw new InvalidArgumentError('expected severities from 1 to 5, such as 1-5 or 1,3');
    return Array.from({ length: Number(high) - Number(low) + 1 }, (_, i) => Number(low) + i);
  });
  return [...new Set(found)].sort((a, b) => a - b);
}
