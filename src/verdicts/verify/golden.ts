import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { INPUTS, messageOf, parseJson, readFile, UserError } from '../../files/index.ts';

const Shape = z.array(z.number().int().nonnegative());

/** Statistics of one module's value: [module, shape, mean, population std, first values in C order]. */
const Mark = z.tuple([z.string(), Shape, z.number(), z.number(), z.array(z.number())]);

const Tap = z.object({
  module: z.string(),
  /** Whether the output or the input of the module is described. */
  point: z.enum(['out', 'in']),
  shape: Shape,
  mean: z.number(),
  std: z.number(),
  first: z.array(z.number()),
});
export type Tap = z.infer<typeof Tap>;

const Run = z.object({
  seed: z.string(),
  input: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  /** base64 of little-endian float32. */
  logits_f32: z.string(),
  taps: z.array(Tap).default([]),
  blocks: z.array(Mark).default([]),
});
export type GoldenRun = z.infer<typeof Run>;

/** Outputs of a reference implementation for a model with seeded weights. */
export const Golden = z.object({
  format: z.literal('backbone-golden/1'),
  model: z.string(),
  params: z.object({ train: z.number(), inference: z.number(), inference_bn_folded: z.number() }),
  macs: z.object({
    size: z.tuple([z.number(), z.number()]),
    total: z.number(),
    conv: z.number(),
    linear: z.number(),
    attention: z.number(),
    train_form_total: z.number().optional(),
  }),
  tolerance: z.object({ logits_abs: z.number().positive() }),
  /** [name, shape, kind, exponent of the batch norm] of the training form's state dict. */
  manifest: z.array(z.tuple([z.string(), Shape]).rest(z.unknown())),
  inference_manifest: z.array(z.tuple([z.string(), Shape])).optional(),
  /** [name, mean, population std, first four values] of every merged tensor, seed "0". */
  reparam_samples: z.array(z.tuple([z.string(), z.number(), z.number(), z.array(z.number())])).default([]),
  runs: z.array(Run).min(1),
});
export type Golden = z.infer<typeof Golden>;

/** Lists the models with a golden in a folder (`<model>.json` or `<model>.json.gz`), sorted. */
export function goldenModels(folder: string): string[] {
  if (!existsSync(folder)) throw new UserError(`${folder}: no such folder`);
  const names = readdirSync(folder).map((file) => /^(.+)\.json(?:\.gz)?$/.exec(file)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}

/** Reads the golden of a model. @throws UserError for a file that is missing or not a golden */
export function readGolden(folder: string, model: string): Golden {
  const plain = join(folder, `${model}.json`);
  const path = existsSync(plain) ? plain : `${plain}.gz`;
  if (!existsSync(path)) throw new UserError(`${folder} has no golden of ${model} (${model}.json)`);
  try {
    const bytes = readFile(path, INPUTS.golden);
    return Golden.parse(
      parseJson(
        (path.endsWith('.gz')
          ? gunzipSync(bytes, { maxOutputLength: INPUTS.golden.maxBytes })
          : bytes
        ).toString(),
      ),
    );
  } catch (error) {
    const why =
      error instanceof z.ZodError
        ? `${error.issues[0]?.path.join('.')}: ${error.issues[0]?.message}`
        : messageOf(error);
    throw new UserError(`${path} is not a golden of format backbone-golden/1 (${why})`);
  }
}

/** Decodes base64 of little-endian float32 values. */
export function decodeFloats(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64');
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
