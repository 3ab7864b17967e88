import type { Command } from 'commander';
import { UserError } from '../files/index.ts';
import { BOUNDS, didYouMean } from '../text/index.ts';
import type { Verdict } from '../verdicts/verify/index.ts';
import { type Io, note } from './io.ts';
import { defined, numberIn } from './options.ts';

interface Options {
  readonly golden?: string;
  readonly threads: number;
  readonly runtime?: string;
  readonly browser?: string;
  readonly json?: boolean;
}

/** Where goldens are; the package does not contain them. */
const WHERE = 'a clone of the repository has them in test/fixtures/models';

/** Adds `models verify`. */
export function modelsVerifyCommand(models: Command, io: Io): void {
  models
    .command('verify')
    .description(
      'compare our models with goldens, stored outputs of the public implementations, module by module',
    )
    .argument('[ids...]', 'model ids (default: every golden in the folder)')
    .option('--golden <folder>', `folder of goldens, <model>.json or <model>.json.gz (required; ${WHERE})`)
    .option('--threads <n>', 'onnxruntime threads', numberIn(BOUNDS.threads), 1)
    .option(
      '--runtime <name>',
      'compare only the logits, on this runtime, e.g. tfjs, tfjs:tensorflow, browser:wasm',
    )
    .option(
      '--browser <path>',
      'Chromium or Chrome for the browser runtime (default: $CHROMIUM_PATH, else the first one found)',
    )
    .option('--json', 'print one verdict per line (JSON Lines)')
    .addHelpText(
      'after',
      `
A golden holds what a public implementation (timm, and the authors' code) computes for one model, with weights and an
input from a seed: shapes, statistics of every module, and logits. No checkpoint is needed. Without --runtime, every
module is compared on onnxruntime. With --runtime, each form is exported and run as a latency cell is, and only the
logits are compared.
Exit code 1 if a model differs; its line names the first module that does.

Examples:
  fastvit-bench models verify --golden test/fixtures/models
  fastvit-bench models verify fastvit_t8 cmt_ti --golden test/fixtures/models --json
  fastvit-bench models verify fastvit_t8 --golden test/fixtures/models --runtime tfjs:wasm`,
    )
    .action(async (ids: string[], options: Options) => {
      const { goldenModels, onnxruntimeInfer, readGolden, verifyModel, verifyRuntime } = await import(
        '../verdicts/verify/index.ts'
      );
      const { runtimeChoices } = await import('../runtimes/index.ts');
      const { golden: folder } = options;
      if (folder === undefined)
        throw new UserError(
          `models verify needs --golden <folder>, stored outputs of the public implementations to compare with; ${WHERE}`,
        );
      const choice = options.runtime === undefined ? undefined : runtimeChoices(options.runtime)[0];
      const settings = defined({ browser: options.browser });
      const known = goldenModels(folder);
      const unknown = ids.find((id) => !known.includes(id));
      if (unknown !== undefined) {
        throw new UserError(`${folder} has no golden for "${unknown}"${didYouMean(unknown, known)}`);
      }
      const wanted = ids.length > 0 ? ids : known;
      if (wanted.length === 0)
        throw new UserError(`${folder} has no goldens (<model>.json or <model>.json.gz)`);
      const infer = onnxruntimeInfer(options.threads);
      for (const [i, id] of wanted.entries()) {
        const verdicts: Verdict[] = [];
        const golden = readGolden(folder, id);
        const found = choice ? verifyRuntime(golden, choice, settings) : verifyModel(golden, infer);
        for await (const verdict of found) {
          io.signal.throwIfAborted();
          verdicts.push(verdict);
          if (options.json) io.stdout.write(`${JSON.stringify(verdict)}\n`);
          if (verdict.failure !== undefined) io.exitCode = 1;
        }
        if (!options.json) io.stdout.write(`${row(verdicts, i === 0)}\n`);
      }
      if (io.exitCode === 1) note(io, 'some models differ from their goldens');
    });
}

/** One line per model: checks that passed, the largest difference of the logits, and the first failure. */
function row(verdicts: readonly Verdict[], header: boolean): string {
  const held = verdicts.reduce((sum, verdict) => sum + verdict.held, 0);
  const shares = verdicts.flatMap(({ logits }) => (logits ? [logits.difference / logits.tolerance] : []));
  const failed = verdicts.find((verdict) => verdict.failure !== undefined);
  const [first] = verdicts;
  const where =
    failed && [failed.form, failed.size?.join('x')].filter((part) => part !== undefined).join(' ');
  const cells = [
    (first?.model ?? '').padEnd(22),
    String(held).padStart(7),
    Math.max(0, ...shares)
      .toFixed(3)
      .padStart(18),
    failed === undefined ? 'equal' : `DIFFERS, ${where}: ${failed.failure}`,
  ];
  const heads = ['model'.padEnd(22), 'passed'.padStart(7), 'logits/tolerance'.padStart(18), 'verdict'];
  return [...(header ? [heads.join('  ')] : []), cells.join('  ')].join('\n');
}
