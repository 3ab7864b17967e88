import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Exported } from '../backbones/lower/index.ts';
import { cannotWrite, packageVersion, UserError } from '../files/index.ts';
import { BOUNDS, expected, isWithin } from '../text/index.ts';
import { downloadProgress } from './download.ts';
import { type Io, note, printJson } from './io.ts';
import { defined, numberIn } from './options.ts';

interface ExportOptions {
  readonly form: 'train' | 'inference';
  readonly lowering: 'best' | 'plain';
  readonly weights: string;
  readonly resolution?: number;
  readonly batch: number | 'dynamic';
  readonly numClasses?: number;
  readonly format: 'onnx' | 'safetensors' | 'tfjs';
  readonly externalData?: boolean;
  readonly output: string;
  readonly json?: boolean;
}

export function exportCommand(program: Command, io: Io): void {
  program
    .command('export')
    .description('export a model as ONNX, safetensors or TensorFlow.js')
    .argument('<model>', 'model id; fastvit-bench models lists them')
    .addOption(
      new Option('--format <format>', 'file format').choices(['onnx', 'safetensors', 'tfjs']).default('onnx'),
    )
    .addOption(
      new Option('--form <form>', 'train: multi-branch; inference: re-parameterised')
        .choices(['train', 'inference'])
        .default('inference'),
    )
    .option(
      '--weights <source>',
      'seed:<string>, a .safetensors or PyTorch file, hf, hf:<org>/<name> or shipped',
      'seed:0',
    )
    .option(
      '--num-classes <n>',
      'classes of the head (default: as many as the weights have)',
      numberIn(BOUNDS.classes),
    )
    .option(
      '--resolution <pixels>',
      'side of the input (default: the published size)',
      numberIn(BOUNDS.pixels),
    )
    .addOption(
      new Option('--lowering <kind>', 'best: fastest on onnxruntime; plain: one node per framework operation')
        .choices(['best', 'plain'])
        .default('best'),
    )
    .option('--batch <n>', 'images per inference, or "dynamic"', batch, 1)
    .option('--external-data', 'write the tensors to <file>.data, as is done for models above 2 GB')
    .requiredOption('-o, --output <file>', 'file to write (tfjs: folder)')
    .option('--json', 'print a description of the file as JSON')
    .addHelpText(
      'after',
      `
onnx         one input "input" [N, 3, H, W] float32, one output "logits" [N, classes]; the metadata names the model,
             its weights and their digest, the preprocessing and this tool
safetensors  the parameter names of timm's checkpoint, or for --form inference of timm's re-parameterised one
tfjs         a folder for tf.loadGraphModel; input [N, H, W, 3]

Examples:
  fastvit-bench export fastvit_t8 -o fastvit_t8.onnx
  fastvit-bench export fastvit_sa12 --form train --resolution 384 --weights seed:7 -o sa12.onnx
  fastvit-bench export fastvit_t8 --weights fastvit_t8_reparam.pth.tar --format safetensors -o t8.safetensors
  fastvit-bench export poolformer_s12 --weights hf --batch dynamic -o poolformer.onnx
  fastvit-bench export fastvit_t8 --format tfjs -o fastvit_t8_tfjs`,
    )
    .action((model: string, options: ExportOptions) => run(model, options, io));
}

async function run(model: string, options: ExportOptions, io: Io): Promise<void> {
  const { format, form, output, resolution, numClasses } = options;
  const folder = dirname(output);
  if (!existsSync(folder)) throw new UserError(`cannot write ${output}: the folder ${folder} does not exist`);
  const { exportModel } = await import('../backbones/lower/index.ts');
  const { openWeights } = await import('../backbones/weights/index.ts');
  const progress = downloadProgress(io);
  const weights = await openWeights(options.weights, model, {
    env: io.env,
    onNote: progress.log,
    onProgress: progress.update,
    ...defined({ classes: numClasses }),
  }).finally(progress.stop);
  let exported: Exported;
  try {
    exported = exportModel({
      model,
      form,
      lowering: options.lowering,
      weights,
      batch: options.batch,
      format,
      path: output,
      tool: `fastvit-bench ${packageVersion()}`,
      ...defined({ resolution }),
      ...(options.externalData ? { externalFrom: 0 } : {}),
    });
  } catch (error) {
    // The user can fix a system error, e.g. a full disk; any other error is a bug.
    if (error instanceof UserError || (error as NodeJS.ErrnoException).code === undefined) throw error;
    throw cannotWrite(output, error);
  } finally {
    weights.close();
  }
  const shape = exported.inputShape.map((size, axis) =>
    axis === 0 && options.batch === 'dynamic' ? 'batch' : size,
  );
  if (options.json) {
    const { path: file, digest: sha256, inputShape: _, ...rest } = exported;
    return printJson(io, { file, sha256, model, form, weights: options.weights, inputShape: shape, ...rest });
  }
  const apart = exported.external ? ` and ${exported.external.path}` : '';
  const megabytes = ((exported.bytes + (exported.external?.bytes ?? 0)) / 1e6).toFixed(1);
  note(
    io,
    `wrote ${exported.path}${apart}: ${megabytes} MB${format === 'safetensors' ? '' : `, input [${shape}]`}`,
  );
}

function batch(text: string): number | 'dynamic' {
  if (text === 'dynamic') return text;
  const value = Number(text);
  if (!isWithin(value, BOUNDS.batch))
    throw new InvalidArgumentError(`expected "dynamic", or ${expected(value, BOUNDS.batch)}`);
  return value;
}
