import { basename, join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { temporaryFolder, UserError } from '../files/index.ts';
import { BOUNDS, counted } from '../text/index.ts';
import { carryOut } from './carry-out.ts';
import { fetchInputs } from './download.ts';
import { type Io, note, printJson } from './io.ts';
import { defined, numberIn } from './options.ts';
import { noteUnreadable } from './unreadable.ts';

interface FilterOptions {
  readonly model: string;
  readonly weights: string;
  readonly labels?: string;
  readonly confidence: number;
  readonly resolution?: number;
  readonly workers?: number;
  readonly allowUnreadable: number;
  readonly output: string;
  readonly json?: boolean;
}

export function filterCommand(program: Command, io: Io): void {
  program
    .command('filter')
    .description(
      'build a naturally adversarial dataset: images that a reference model confidently gets wrong',
    )
    .argument('<data>', 'folder, .tar or list of images; see fastvit-bench datasets check')
    .requiredOption('--model <id>', 'reference model')
    .option('--labels <file>', "labels of a flat folder of validation images, or ImageNet-ReaL's real.json")
    .option('--weights <source>', 'seed:<string>, a file, hf, hf:<org>/<name> or shipped', 'hf')
    .option('--confidence <p>', 'keep mistakes with at least this softmax probability', probability, 0.5)
    .option(
      '--resolution <pixels>',
      'side of the input (default: the published size)',
      numberIn(BOUNDS.inputPixels),
    )
    .option('--workers <n>', 'processes (default: one per core)', numberIn(BOUNDS.processes))
    .option(
      '--allow-unreadable <n>',
      'unreadable images to tolerate before the run fails',
      numberIn(BOUNDS.unreadable),
      0,
    )
    .requiredOption('-o, --output <folder>', 'folder of the new dataset: class folders and a manifest')
    .option('--json', 'print a description of the dataset as JSON')
    .addHelpText(
      'after',
      `
Evaluate the new dataset like any other. Its manifest (dataset.json) names the reference model and the class numbers.
The reference model scores 0 % on it by construction, so compare other models.
Exit code 1 if more images are unreadable than --allow-unreadable tolerates.

Examples:
  fastvit-bench filter photos --model convnext_tiny -o photos-a
  fastvit-bench filter /data/imagenet/val --model poolformer_s12 --confidence 0.8 -o hard
  fastvit-bench eval --data hard --models fastvit_sa12`,
    )
    .action((data: string, options: FilterOptions) => filter(data, options, io));
}

async function filter(data: string, options: FilterOptions, io: Io): Promise<void> {
  const { parseModelRef, parseSuite } = await import('../runs/suite/index.ts');
  const { assertSubset, recogniseDataset, writeSubset } = await import('../accuracy/datasets/index.ts');
  const { openRunDatabase } = await import('../accuracy/predictions/index.ts');
  const { model, weights, labels, confidence, resolution, workers, allowUnreadable, output } = options;
  const dataset = recogniseDataset(data, defined({ labels }));
  assertSubset(dataset, output);
  const section = {
    data,
    models: [parseModelRef(model)],
    weights,
    allowUnreadable,
    ...defined({ labels, resolution, workers }),
  };
  const suite = parseSuite({ name: 'filter', accuracy: section }, 'filter');
  const loaded = await fetchInputs({ suite, resolved: suite, path: 'filter' }, io);
  const { path: temporary, remove } = temporaryFolder();
  try {
    const executed = await carryOut(
      loaded,
      {
        root: temporary,
        out: join(temporary, 'run'),
        temporary: true,
        command: ['fastvit-bench', 'filter', data],
      },
      io,
    );
    for (const record of executed.records)
      if (record.type === 'failed') throw new UserError(`${data} cannot be filtered: ${record.reason}`);
    noteUnreadable(io, executed.accuracy, `fastvit-bench datasets check ${data} lists all`);
    const database = await openRunDatabase(executed.folder);
    const rows = await database
      .all(
        `SELECT image, NOT correct AND confidence >= ${confidence} AS kept FROM predictions ORDER BY image`,
      )
      .finally(() => database.close());
    if (rows.length === 0)
      throw new UserError(
        `${data}: none of the images can be read; fastvit-bench datasets check ${data} gives the reasons`,
      );
    const mistakes = rows.filter(({ kept }) => kept === true).map(({ image }) => String(image));
    const manifest = {
      name: basename(output),
      description: `images that ${model} predicts wrongly with a confidence of ${confidence} or more`,
      filter: { model, weights, confidence, kept: mistakes.length, of: rows.length },
    };
    await writeSubset(dataset, mistakes, manifest, output);
    if (options.json)
      return printJson(io, { output, ...manifest, unreadable: executed.accuracy?.unreadable ?? [] });
    note(io, `wrote ${output}: ${mistakes.length} of ${counted(rows.length, 'image')}`);
  } finally {
    remove();
  }
}

function probability(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('expected a probability from 0 to 1');
  return value;
}
