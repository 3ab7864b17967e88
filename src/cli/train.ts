import type { Command } from 'commander';
import { UserError } from '../files/index.ts';
import type { RunResult } from '../train/index.ts';
import { type Io, note, printJson } from './io.ts';
import { startProgress } from './progress.ts';
import { formatTable } from './table.ts';

interface TrainOptions {
  readonly out?: string;
  readonly only?: readonly string[];
  readonly seeds?: readonly string[];
  readonly json?: boolean;
}

export function trainCommand(program: Command, io: Io): void {
  program
    .command('train')
    .description('train the small models on the textures10 dataset, and compare them')
    .argument('<suite>', 'suite file with a "train" section, e.g. suites/train-tiny.json')
    .option('--out <folder>', 'output folder (default: results/<suite>)')
    .option('--only <models...>', 'train only these models of the suite')
    .option('--seeds <numbers...>', "seeds to train with, instead of the suite's")
    .option('--json', 'print results and comparisons as one JSON document')
    .addHelpText(
      'after',
      `
Each model and seed gets a folder <out>/<model>/seed-<n>/ with checkpoint.safetensors (written after every epoch),
weights.safetensors, log.jsonl and result.json. Running the same command again resumes an interrupted training;
the weights come out the same, byte for byte.

Examples:
  fastvit-bench train suites/train-tiny.json
  fastvit-bench train suites/train-tiny.json --only fastvit_nano --out /tmp/nano
  fastvit-bench train suites/train-ablations.json --json > ablations.json`,
    )
    .action((suite: string, options: TrainOptions) => train(suite, options, io));
}

async function train(path: string, options: TrainOptions, io: Io): Promise<void> {
  const { loadSuite, trainingRuns } = await import('../runs/suite/index.ts');
  const { setsOf, trainOne, runId, accuracies, compared } = await import('../train/index.ts');
  const { suite } = loadSuite(path, io.env);
  if (suite.train === undefined)
    throw new UserError(`${path} has no "train" section; suites/train-tiny.json shows one`);
  const { data, comparisons } = suite.train;
  const runs = trainingRuns(suite.train, path, options);
  const out = options.out ?? `results/${suite.name}`;
  const sets = setsOf(data);
  const results: RunResult[] = [];
  const progress = startProgress(io, runs.length, 'trainings');
  try {
    for (const [at, run] of runs.entries()) {
      progress.update(at, runId(run));
      const result = await trainOne(run, data, sets, `${out}/${runId(run)}`, {
        signal: io.signal,
        onStep: (_, step, steps, loss) =>
          progress.update(
            at + step / (steps + 1),
            `${runId(run)} step ${step}/${steps}, loss ${loss.toFixed(3)}`,
          ),
        onEpoch: (_, { epoch, loss, validationAccuracy }) =>
          progress.log(
            `${runId(run)} epoch ${epoch + 1}/${run.recipe.epochs}: loss ${loss.toFixed(3)}, validation ${percent(validationAccuracy)} %`,
          ),
      });
      results.push(result);
      progress.log(`${runId(run)}: test ${percent(result.test.accuracy.value)} %`);
    }
  } catch (error) {
    if (io.signal.aborted)
      note(io, `stopped; checkpoints are in ${out}; run the same command again to resume`);
    throw error;
  } finally {
    progress.stop();
  }
  const outcomes = comparisons.map((comparison) => compared(comparison, results));
  const { writeFileAtomic } = await import('../files/index.ts');
  const summary = { suite: suite.name, data, results, models: accuracies(results), comparisons: outcomes };
  writeFileAtomic(`${out}/train.json`, `${JSON.stringify(summary, null, 2)}\n`);
  if (options.json) return printJson(io, summary);
  const models = accuracies(results).map(({ model, parameters, seeds, accuracy, interval }) => [
    model,
    parameters,
    seeds,
    `${percent(accuracy)} [${percent(interval.low)}, ${percent(interval.high)}]`,
  ]);
  io.stdout.write(formatTable(['model', 'parameters', 'seeds', 'top-1 % [95 % interval]'], models));
  const shown = outcomes.filter(({ differences }) => differences.length > 0);
  if (shown.length === 0) return;
  const rows = shown.map(({ name, from, to, interval, differences, paper }) => [
    name,
    from,
    to,
    interval
      ? `${points(interval.value)} [${points(interval.low)}, ${points(interval.high)}]`
      : points(differences[0]!),
    differences.length,
    paper === undefined ? undefined : points(paper),
  ]);
  io.stdout.write(
    `\n${formatTable(['comparison', 'from', 'to', 'change in points [95 % interval]', 'seeds', 'in the paper'], rows)}`,
  );
}

function percent(fraction: number): string {
  return (100 * fraction).toFixed(1);
}

function points(difference: number): string {
  return `${difference < 0 ? '−' : '+'}${Math.abs(difference).toFixed(1)}`;
}
