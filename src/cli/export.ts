import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { messageOf, UserError } from '../errors.ts';
import { type Io, note, printJson } from './io.ts';
import { pixels, positive } from './options.ts';

interface ExportOptions {
  readonly form: 'train' | 'inference';
  readonly weights: string;
  readonly resolution?: number;
  readonly batch: number | 'dynamic';
  readonly output: string;
  readonly json?: boolean;
}

export function exportCommand(program: Command, io: Io): void {
  program
    .command('export')
    .description('write a model as an ONNX file')
    .argument('<model>', 'id of a model; fastvit-bench models lists them')
    .addOption(
      new Option('--form <form>', 'multi-branch or re-parameterised')
        .choices(['train', 'inference'])
        .default('inference'),
    )
    .option(
      '--weights <source>',
      'seed:<string>, a .safetensors or PyTorch file, hf, hf:<org>/<name>, shipped',
      'seed:0',
    )
    .option('--resolution <pixels>', 'side of the input; the published size if absent', pixels)
    .option('--batch <n>', 'images of one inference, or "dynamic"', batch, 1)
    .requiredOption('-o, --output <file>', 'where to write')
    .option('--json', 'print what was written as JSON')
    .addHelpText(
      'after',
      `
The file has one input "input" [N, 3, H, W] float32 and one output "logits" [N, classes].

Examples:
  fastvit-bench export fastvit_t8 -o fastvit_t8.onnx
  fastvit-bench export fastvit_sa12 --form train --resolution 384 --weights seed:7 -o sa12.onnx
  fastvit-bench export poolformer_s12 --batch dynamic -o poolformer.onnx`,
    )
    .action(async (model: string, options: ExportOptions) => {
      const folder = dirname(options.output);
      if (!existsSync(folder))
        throw new UserError(`cannot write ${options.output}: there is no folder ${folder}`);
      const { lowerModel } = await import('../lower/index.ts');
      const { openWeights } = await import('../weights/index.ts');
      const { writeFileAtomic } = await import('../files.ts');
      const { onnx, graph, cost, digest } = lowerModel({
        model,
        form: options.form,
        weights: await openWeights(options.weights, model),
        batch: options.batch,
        metadata: { weights: options.weights },
        ...(options.resolution === undefined ? {} : { resolution: options.resolution }),
      });
      try {
        writeFileAtomic(options.output, onnx);
      } catch (error) {
        throw new UserError(`cannot write ${options.output} (${messageOf(error)})`);
      }
      const written = {
        file: options.output,
        bytes: onnx.length,
        sha256: digest,
        model,
        form: options.form,
        weights: options.weights,
        inputShape: graph.nodes[0]?.shape.map((size, axis) =>
          axis === 0 && options.batch === 'dynamic' ? 'batch' : size,
        ),
        parameters: cost.parameters,
        macs: cost.macs.total,
        weightBytes: cost.weightBytes,
      };
      if (options.json) return printJson(io, written);
      note(
        io,
        `wrote ${written.file}: ${(written.bytes / 1e6).toFixed(1)} MB, input [${written.inputShape}]`,
      );
    });
}

function batch(text: string): number | 'dynamic' {
  if (text === 'dynamic') return text;
  try {
    return positive(text);
  } catch {
    throw new InvalidArgumentError('give a whole number above 0, or "dynamic"');
  }
}
