import { extname } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Settings, Size } from '../accuracy/corrupted/index.ts';
import { UserError } from '../files/index.ts';
import { BOUNDS, counted, printable } from '../text/index.ts';
import { type Io, note, printJson } from './io.ts';
import { defined, numberIn } from './options.ts';
import { formatTable } from './table.ts';

interface CorruptOptions {
  readonly output?: string;
  readonly corruption?: string;
  readonly severity?: string;
  readonly seed: number;
  readonly size?: Size;
  readonly format?: string;
  readonly variant?: 'imagenet-c' | 'any-size';
  readonly frostTextures?: string;
  readonly convert?: boolean;
  readonly sheet?: string;
  readonly list?: boolean;
  readonly json?: boolean;
}

export function corruptCommand(program: Command, io: Io): void {
  program
    .command('corrupt')
    .description("apply ImageNet-C's corruptions, or renditions, to an image or a folder of images")
    .argument('[input]', 'image, or folder of images (class/image)')
    .option('-o, --output <path>', '.png or .jpg file for one corruption of one image; otherwise a folder')
    .option(
      '--corruption <names>',
      'names, groups, imagenet-c, all, or chains such as fog:3+jpeg_compression:2, comma-separated (default: imagenet-c)',
    )
    .option(
      '--severity <list>',
      'severities from 1 to 5, e.g. 3 or 1,3 or 1-5 (default: 1-5; for one file: 3)',
    )
    .option(
      '--seed <n>',
      'seed of the random numbers, which do not depend on the order of images',
      numberIn(BOUNDS.seed),
      0,
    )
    .option(
      '--size <pixels>',
      '224: shorter side to 256, then a centre crop; keep: unchanged',
      sizeOf,
      'keep',
    )
    .option(
      '--format <format>',
      'png (lossless), jpeg or jpeg:85 (default: from the extension of the file, else png)',
    )
    .addOption(
      new Option(
        '--variant <variant>',
        'which reference implementation to follow where they differ (default: imagenet-c for 224x224, else any-size)',
      ).choices(['imagenet-c', 'any-size']),
    )
    .option('--frost-textures <folder>', "frost pictures to use instead of our own, e.g. the reference's")
    .option(
      '--convert',
      'also accept grey, alpha, 16-bit and CMYK images, and convert them as Pillow\'s convert("RGB") does',
    )
    .option('--sheet <file>', 'write a contact sheet of the image instead')
    .option('--list', 'list the corruptions, renditions and groups')
    .option('--json', 'print the result, or with --list the list, as JSON')
    .addHelpText(
      'after',
      `
A folder of images becomes corruption/severity/class/image, the layout of ImageNet-C. Existing files are kept, so
running the same command again resumes an interrupted one. Fractional severities and chains are not part of
ImageNet-C; they go to not-imagenet-c/.

Examples:
  fastvit-bench corrupt --list
  fastvit-bench corrupt cat.png -o fog.png --corruption fog --severity 3
  fastvit-bench corrupt val -o val-c --size 224 --format jpeg:85
  fastvit-bench corrupt val -o val-c --corruption noise,blur --severity 1,3,5 --seed 7
  fastvit-bench corrupt cat.png -o hazy.png --corruption fog:2.5+jpeg_compression:2
  fastvit-bench corrupt cat.png --sheet sheet.png --corruption all`,
    )
    .action(async (input: string | undefined, options: CorruptOptions) => {
      if (options.list) return await list(io, options.json === true);
      if (input === undefined)
        throw new UserError('corrupt needs an image or a folder; see fastvit-bench corrupt --help');
      if (options.sheet !== undefined && options.output !== undefined)
        throw new UserError('corrupt takes -o or --sheet, not both');
      if (options.sheet !== undefined) return await sheet(io, input, options.sheet, options);
      if (options.output === undefined)
        throw new UserError('corrupt needs -o <file or folder>; see fastvit-bench corrupt --help');
      await convertAll(io, input, options.output, options);
    });
}

async function list(io: Io, json: boolean): Promise<void> {
  const { corruptionGroups } = await import('#corruptions');
  const { listCorruptions } = await import('../accuracy/corrupted/index.ts');
  const all = listCorruptions();
  if (json) return printJson(io, { corruptions: all, groups: corruptionGroups() });
  const rows = all.map(({ name, group, random, summary }) => [
    name,
    group,
    random ? 'random' : 'fixed',
    summary,
  ]);
  io.stdout.write(formatTable(['name', 'group', 'result', 'what it does'], rows));
  note(io, `groups: ${corruptionGroups().join(', ')}`);
}

async function sheet(io: Io, input: string, file: string, options: CorruptOptions): Promise<void> {
  const { basename } = await import('node:path');
  const corrupt = await import('../accuracy/corrupted/index.ts');
  const { createResizer } = await import('../accuracy/pixels/index.ts');
  const { assertFileTarget, writeOutput } = await import('../files/index.ts');
  if (extname(file).toLowerCase() !== '.png')
    throw new UserError(`--sheet ${file} does not end in .png; a contact sheet is a PNG file`);
  assertFileTarget(file, input);
  const versions = corrupt.versionsOf(
    options.corruption ?? 'imagenet-c,extra',
    corrupt.severitiesOf(options.severity ?? '1-5'),
  );
  const source = await corrupt.readImage(input, input, options.convert === true);
  const large = Math.min(source.width, source.height) > 256;
  const image = corrupt.resizeTo(source, options.size ?? (large ? 224 : 'keep'), createResizer());
  const frost =
    options.frostTextures === undefined ? undefined : await corrupt.readFrost(options.frostTextures);
  const drawn = await corrupt.contactSheet(image, versions, {
    seed: options.seed,
    key: printable(basename(input)),
    tile: 160,
    ...defined({ variant: options.variant, frost }),
  });
  writeOutput(file, await corrupt.encode(drawn, { kind: 'png' }));
  note(io, `wrote ${file}: ${counted(versions.length, 'version')}, ${drawn.width}x${drawn.height} pixels`);
}

async function convertAll(io: Io, input: string, output: string, options: CorruptOptions): Promise<void> {
  const { isPlain } = await import('#corruptions');
  const { fileKind, formatOf, severitiesOf, versionsOf } = await import('../accuracy/corrupted/index.ts');
  const { runWithProgress } = await import('./images.ts');
  const kind = fileKind(input, output);
  const selection = options.corruption ?? (kind ? undefined : 'imagenet-c');
  if (selection === undefined)
    throw new UserError(
      'give --corruption <name> to write one file; fastvit-bench corrupt --list lists the names',
    );
  const versions = versionsOf(selection, severitiesOf(options.severity ?? (kind ? '3' : '1-5')));
  if (versions.some(({ steps }) => !isPlain(steps)))
    note(io, 'note: chains and fractional severities are not part of ImageNet-C');
  const settings: Settings = {
    seed: options.seed,
    size: options.size ?? 'keep',
    format: formatOf(options.format ?? kind ?? 'png'),
    convert: options.convert === true,
    ...defined({ variant: options.variant, frostFolder: options.frostTextures }),
  };
  await runWithProgress(
    io,
    { input, output, versions, layout: 'imagenet-c', settings },
    options.json === true,
  );
}

/** Parses `keep` or a number of pixels. */
export function sizeOf(text: string): Size {
  if (text === 'keep') return text;
  try {
    return numberIn(BOUNDS.pixels)(text);
  } catch {
    throw new InvalidArgumentError('expected "keep" or a number of pixels from 1 to 8192, such as 224');
  }
}
