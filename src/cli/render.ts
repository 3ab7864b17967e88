import type { Command } from 'commander';
import type { Size } from '../accuracy/corrupted/index.ts';
import { UserError } from '../files/index.ts';
import { BOUNDS } from '../text/index.ts';
import { sizeOf } from './corrupt.ts';
import type { Io } from './io.ts';
import { numberIn } from './options.ts';

interface RenderOptions {
  readonly output: string;
  readonly rendition: string;
  readonly severity: string;
  readonly seed: number;
  readonly size: Size;
  readonly format?: string;
  readonly convert?: boolean;
  readonly json?: boolean;
}

export function renderCommand(program: Command, io: Io): void {
  program
    .command('render')
    .description(
      'turn your images into renditions (sketches, paintings, mosaics, ...): a dataset in the manner of ImageNet-R',
    )
    .argument('<input>', 'folder of images (class/image), or one image')
    .requiredOption(
      '-o, --output <folder>',
      'folder, filled with class/rendition_severity_image; or .png or .jpg file for one rendition of one image',
    )
    .option('--rendition <names>', 'names, comma-separated, or all', 'all')
    .option(
      '--severity <list>',
      'severities from 1 (close to the photograph) to 5, e.g. 3 or 1,3 or 1-5',
      '3',
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
    .option(
      '--convert',
      'also accept grey, alpha, 16-bit and CMYK images, and convert them as Pillow\'s convert("RGB") does',
    )
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
The renditions are drawn by algorithms; the images of ImageNet-R, drawn by people, are another dataset.

Examples:
  fastvit-bench render val -o val-r
  fastvit-bench render val -o val-sketch --rendition pencil_sketch,line_drawing --severity 1-5
  fastvit-bench eval --data val-r --models fastvit_t8`,
    )
    .action(async (input: string, options: RenderOptions) => {
      const { fileKind, formatOf, listCorruptions, severitiesOf, versionsOf } = await import(
        '../accuracy/corrupted/index.ts'
      );
      const { runWithProgress } = await import('./images.ts');
      const { nameHint } = await import('../text/index.ts');
      const known = listCorruptions().flatMap(({ name, group }) => (group === 'rendition' ? [name] : []));
      const names =
        options.rendition === 'all' ? known : options.rendition.split(',').map((name) => name.trim());
      for (const name of names)
        if (!known.includes(name)) throw new UserError(`unknown rendition "${name}"${nameHint(name, known)}`);
      const versions = versionsOf(names.join(','), severitiesOf(options.severity));
      const settings = {
        seed: options.seed,
        size: options.size,
        format: formatOf(options.format ?? fileKind(input, options.output) ?? 'png'),
        convert: options.convert === true,
      };
      await runWithProgress(
        io,
        { input, output: options.output, versions, layout: 'image-folder', settings },
        options.json === true,
      );
    });
}
