import type { Command } from 'commander';
import { type Io, isInteractive, printJson, printLine } from './io.ts';
import { defined } from './options.ts';
import { startProgress } from './progress.ts';

export function datasetsCommand(program: Command, io: Io): void {
  const datasets = program.command('datasets').description('recognise and check evaluation datasets');
  datasets
    .command('check')
    .description(
      'recognise the dataset at a path, count its images and classes, and list what is missing or unreadable',
    )
    .argument('<path>', 'folder, .tar of the validation set, or .csv or .jsonl of paths and labels')
    .option('--labels <file>', "labels of a flat folder of validation images, or ImageNet-ReaL's real.json")
    .option('--no-decode', 'skip decoding the images, which takes most of the time')
    .option('--json', 'print the findings as one JSON document')
    .addHelpText(
      'after',
      `
Recognised: ImageNet validation (class folders, or a flat folder or .tar with --labels), ImageNet-ReaL, -V2, -Sketch,
-A, -R and -C (corruption/severity/class), any folder of class folders, and lists of paths and labels.
Exit code 1 if an image is unreadable.

Examples:
  fastvit-bench datasets check /data/imagenet/val
  fastvit-bench datasets check ILSVRC2012_img_val.tar --labels ILSVRC2012_validation_ground_truth.txt
  fastvit-bench datasets check photos.csv --json`,
    )
    .action(async (path: string, options: { labels?: string; decode: boolean; json?: boolean }) => {
      const { checkDataset, recogniseDataset } = await import('../accuracy/datasets/index.ts');
      const { labels } = options;
      const dataset = recogniseDataset(path, defined({ labels }));
      const total = dataset.images().length * Math.max(1, dataset.stored.length);
      const progress = startProgress(io, total, 'images');
      const report = await checkDataset(dataset, {
        decode: options.decode,
        signal: io.signal,
        onImage: (done) => progress.update(done, dataset.name),
      }).finally(() => progress.stop());
      if (report.unreadable.length > 0) io.exitCode = 1;
      if (options.json) return printJson(io, report);

      const write = (name: string, text: string) => printLine(io, `${name.padEnd(12)} ${text}`);
      write('dataset', `${report.kind}${report.name === report.kind ? '' : ` (${report.name})`}`);
      write('layout', report.layout);
      write('images', String(report.images));
      write('classes', `${report.classesWithImages} of ${report.classes} have images`);
      if (report.corruptions.length > 0) write('corruptions', report.corruptions.join(', '));
      for (const line of report.notes) write('note', line);
      if (report.decoded === 0) write('unreadable', 'not checked (--no-decode)');
      else write('unreadable', `${report.unreadable.length} of ${report.decoded} decoded`);
      for (const { path: file, reason } of report.unreadable) write('', `${file}: ${reason}`);
      if (report.mislabelled.length > 0) {
        const shown = isInteractive(io) ? report.mislabelled.slice(0, 10) : report.mislabelled;
        write(
          'mislabelled',
          `${report.mislabelled.length} have an extension that does not match their format (decoded anyway)`,
        );
        for (const image of shown) write('', image);
      }
    });
}
