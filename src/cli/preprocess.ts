import type { Command } from 'commander';
import { assertFileTarget, exists, isFolder, UserError, writeOutput } from '../files/index.ts';
import { BOUNDS } from '../text/index.ts';
import { downloadProgress } from './download.ts';
import { type Io, note } from './io.ts';
import { numberIn } from './options.ts';

interface PreprocessOptions {
  readonly model: string;
  readonly weights: string;
  readonly resolution?: number;
  readonly output: string;
}

export function preprocessCommand(program: Command, io: Io): void {
  program
    .command('preprocess')
    .description('write the exact 8-bit pixels that a model gets from an image, before normalisation')
    .argument('<image>', 'image file')
    .requiredOption('--model <id>', 'model id or ONNX file, whose size, crop and interpolation are used')
    .option('--weights <source>', 'weights whose published preprocessing is used', 'hf')
    .option(
      '--resolution <pixels>',
      'side of the input (default: the published size)',
      numberIn(BOUNDS.pixels),
    )
    .requiredOption('-o, --output <file>', 'PNG file to write')
    .addHelpText(
      'after',
      `
Decoding, resizing and cropping give the same pixels as PIL and torchvision, to the bit.

Examples:
  fastvit-bench preprocess cat.jpg --model fastvit_t8 -o seen.png
  fastvit-bench preprocess cat.jpg --model convnext_tiny --resolution 288 -o seen.png`,
    )
    .action(async (file: string, options: PreprocessOptions) => {
      const { output } = options;
      if (!exists(file)) throw new UserError(`${file} does not exist`);
      if (isFolder(file)) throw new UserError(`${file} is a folder; preprocess takes one image`);
      if (!/\.png$/i.test(output))
        throw new UserError(`cannot write ${output}: preprocess writes PNG; end the name in .png`);
      assertFileTarget(output, file);
      const { createResizer, modelPixels } = await import('../accuracy/pixels/index.ts');
      const { parseModelRef } = await import('../runs/suite/index.ts');
      const { fetchHubModel, modelSource } = await import('../runs/execute/index.ts');
      const { readImage } = await import('../accuracy/corrupted/index.ts');
      const { default: sharp } = await import('sharp');
      const progress = downloadProgress(io);
      const model = await fetchHubModel(parseModelRef(options.model), {
        env: io.env,
        onNote: progress.log,
        onProgress: progress.update,
      }).finally(progress.stop);
      const recipe = modelSource.evaluation(model, options.weights, options.resolution);
      const image = await readImage(file, file, true);
      const { width, height, data } = modelPixels(image, recipe, createResizer());
      const png = await sharp(data, { raw: { width, height, channels: 3 } })
        .png()
        .toBuffer();
      writeOutput(output, png);
      const { cropMode, cropPct, interpolation } = recipe;
      note(
        io,
        `wrote ${output}: ${width}x${height} from ${image.width}x${image.height}, ${interpolation}, ${cropMode} crop of ${cropPct}`,
      );
    });
}
