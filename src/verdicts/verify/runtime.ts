import { join } from 'node:path';
import { seeded, writeModel } from '../../backbones/lower/index.ts';
import { seededInput } from '../../backbones/weights/index.ts';
import { messageOf, temporaryFolder, UserError } from '../../files/index.ts';
import {
  modelFormat,
  openAlone,
  openRuntime,
  probeRuntime,
  type RuntimeChoice,
  type RuntimeSettings,
} from '../../runtimes/index.ts';
import { decodeFloats, type Golden, type GoldenRun } from './golden.ts';
import { largestDifference } from './values.ts';
import type { Verdict } from './verify.ts';

/**
 * Compares the logits of a model on a runtime with its golden, run as in a measurement: the model
 * file is written, opened and run in its own process. Intermediate values are left to `verifyModel`. If the
 * process fails, the verdict gives the reason.
 *
 * @throws UserError if the runtime does not work on this machine
 */
export async function* verifyRuntime(
  golden: Golden,
  choice: RuntimeChoice,
  settings: RuntimeSettings = {},
): AsyncGenerator<Verdict> {
  await probeRuntime(choice, settings).catch((error) => {
    const name = `${choice.runtime}:${choice.provider}`;
    throw new UserError(`the runtime ${name} does not work here: ${messageOf(error)}`);
  });
  for (const run of golden.runs) {
    for (const form of ['train', 'inference'] as const) {
      yield await verifyForm(golden, run, form, choice, settings);
    }
  }
}

async function verifyForm(
  golden: Golden,
  run: GoldenRun,
  form: 'train' | 'inference',
  choice: RuntimeChoice,
  settings: RuntimeSettings,
): Promise<Verdict> {
  const { model } = golden;
  const [batch, , height, width] = run.input;
  const verdict = { model, form, size: [height, width] as const };
  const logits = await infer().catch(messageOf);
  if (typeof logits === 'string') return { ...verdict, held: 0, failure: `does not run: ${logits}` };
  const tolerance = golden.tolerance.logits_abs;
  const difference = largestDifference(logits, decodeFloats(run.logits_f32));
  const equal = difference <= tolerance;
  return {
    ...verdict,
    held: equal ? 1 : 0,
    logits: { difference, tolerance },
    ...(equal
      ? {}
      : { failure: `logits: differ by ${difference.toExponential(2)} (tolerance ${tolerance})` }),
  };

  async function infer(): Promise<Float32Array> {
    const { path: folder, remove } = temporaryFolder('verify');
    try {
      const weights = seeded(model, run.seed);
      const request = { model, form, resolution: [height, width] as const, batch, weights };
      const { path } = writeModel(request, modelFormat(choice), join(folder, 'model'));
      const input = { name: 'input', shape: run.input, data: seededInput(run.input, run.seed) };
      const session = await openAlone(
        await openRuntime(choice.runtime, settings),
        { path, input, output: 'logits' },
        { provider: choice.provider, threads: 1 },
        // Software GPUs are slow.
        { timeoutMs: 600_000 },
      );
      try {
        return await session.infer();
      } finally {
        await session.close();
      }
    } finally {
      remove();
    }
  }
}
