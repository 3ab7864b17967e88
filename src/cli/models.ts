import type { Command } from 'commander';
import type { ModelDetails, ModelSummary } from '../backbones/models/index.ts';
import { UserError } from '../files/index.ts';
import { BOUNDS, didYouMean } from '../text/index.ts';
import { type Io, printJson } from './io.ts';
import { modelsVerifyCommand } from './models-verify.ts';
import { numberIn } from './options.ts';
import { formatTable } from './table.ts';

export function modelsCommand(program: Command, io: Io): void {
  const models = program
    .command('models')
    .description('list the models, show one, or verify them')
    .addHelpText(
      'after',
      `
Examples:
  fastvit-bench models
  fastvit-bench models --json | jq -r '.[].id'
  fastvit-bench models --ablations
  fastvit-bench models show fastvit_t8
  fastvit-bench models show fastvit_sa12 --resolution 384`,
    );

  models
    .command('list', { isDefault: true })
    .description('list every model with its parameters, multiply-accumulates and published accuracy')
    .allowExcessArguments()
    .option('--family <name>', 'only this family')
    .option('--ablations', "list the models of the paper's ablations instead")
    .option('--json', 'print one JSON array')
    .action(async (options: { family?: string; ablations?: boolean; json?: boolean }, { args }: Command) => {
      const [unknown] = args;
      const names = models.commands.map((command) => command.name());
      if (unknown !== undefined)
        throw new UserError(
          `unknown subcommand "models ${unknown}"${didYouMean(unknown, names)}; to show a model: fastvit-bench models show <id>`,
        );
      const { ablationIds, modelEntry, modelIds, modelSummary } = await import(
        '../backbones/models/index.ts'
      );
      const families = [...new Set(modelIds().map((id) => modelEntry(id).family))];
      const { family } = options;
      if (family !== undefined && !families.some((known) => known === family))
        throw new UserError(
          `unknown family "${family}"${didYouMean(family, families)}; known: ${families.join(', ')}`,
        );
      const ids = (options.ablations ? ablationIds() : modelIds()).filter(
        (id) => family === undefined || modelEntry(id).family === family,
      );
      const list = ids.map(modelSummary);
      if (options.json) return printJson(io, list);
      io.stdout.write(listTable(list));
    });

  modelsVerifyCommand(models, io);

  models
    .command('show')
    .description('show the stages, cost, preprocessing, published accuracy and weights of a model')
    .argument('<id>', 'model id, e.g. fastvit_t8')
    .option(
      '--resolution <pixels>',
      'side of the input (default: the published size)',
      numberIn(BOUNDS.pixels),
    )
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExamples:\n  fastvit-bench models show fastvit_t8 --resolution 384')
    .action(async (id: string, options: { resolution?: number; json?: boolean }) => {
      const { modelDetails } = await import('../backbones/models/index.ts');
      const details = modelDetails(id, options.resolution);
      if (options.json) return printJson(io, details);
      io.stdout.write(describe(details));
    });
}

function listTable(list: readonly ModelSummary[]): string {
  const rows = list.map((model) => [
    model.id,
    model.family,
    String(model.inputSize),
    millions(model.parameters),
    giga(model.macs),
    megabytes(model.weightBytes),
    model.top1?.toFixed(1),
    model.reparameterizes ? 'train, inference' : 'inference',
  ]);
  return formatTable(
    ['model', 'family', 'input', 'params M', 'GMACs', 'weights MB', 'top-1 %', 'forms'],
    rows,
  );
}

function describe(details: ModelDetails): string {
  const { entry } = details;
  const { mean, std, cropPct, cropMode, interpolation } = entry.default;
  const forms = details.forms.map((form) => [
    form.form,
    millions(form.parameters),
    giga(form.macs),
    megabytes(form.weightBytes),
    megabytes(form.activationBytes),
    form.nodes,
  ]);
  const stages = details.stages.map((stage) => [
    stage.name,
    stage.shape.slice(1).join('x'),
    millions(stage.parameters),
    giga(stage.macs),
    megabytes(stage.activationBytes),
  ]);
  const total = details.operations.reduce((sum, { macs }) => sum + macs, 0);
  const bytes = details.operations.reduce((sum, { activationBytes }) => sum + activationBytes, 0);
  const operations = details.operations.map((share) => [
    share.op,
    share.count,
    percent(share.macs / total),
    percent(share.activationBytes / bytes),
  ]);
  const tags = entry.tags.map((tag) => [
    tag.tag === entry.defaultTag ? `${tag.tag} (default)` : tag.tag,
    tag.repository ?? tag.url ?? undefined,
    tag.accuracy?.imagenet?.map(([size, top1]) => `${top1.toFixed(2)} @ ${size}`).join(', '),
  ]);
  return [
    `${details.id} (${details.family}), input ${details.resolution.join('x')}`,
    `preprocessing  resize to size/${cropPct}, crop ${cropMode}, ${interpolation}, mean ${mean.join(' ')}, std ${std.join(' ')}`,
    `intensity      ${details.intensity.toFixed(1)} multiply-accumulates per byte of weights and activations moved`,
    '',
    formatTable(['form', 'params M', 'GMACs', 'weights MB', 'moved MB', 'nodes'], forms),
    formatTable(['stage', 'output', 'params M', 'GMACs', 'moved MB'], stages),
    formatTable(['operation', 'count', 'MACs %', 'moved %'], operations),
    formatTable(['weights', 'where', 'published top-1 % @ size'], tags),
  ].join('\n');
}

function millions(value: number): string {
  return (value / 1e6).toFixed(2);
}

function giga(value: number): string {
  return (value / 1e9).toFixed(2);
}

function megabytes(value: number): string {
  return (value / 1e6).toFixed(1);
}

function percent(fraction: number): string {
  return (100 * fraction).toFixed(1);
}
