import { z } from 'zod';
import { INTERPOLATIONS } from '../../backbones/models/index.ts';
import { BOUNDS, printable, within } from '../../text/index.ts';

/** A model in an ONNX file of the user. */
export const OnnxModelRef = z.strictObject({
  onnx: z
    .string()
    .describe('path of an ONNX file, relative to the suite file, or hf:<org>/<name>[@revision][:file]'),
  id: z.string().optional().describe('name in tables; default: the file name without its extension'),
  input: z
    .strictObject({
      size: z
        .union([
          within(z.number(), BOUNDS.pixels),
          z.tuple([within(z.number(), BOUNDS.pixels), within(z.number(), BOUNDS.pixels)]),
        ])
        .optional()
        .describe('side in pixels, or [height, width], if the model accepts any size'),
      mean: z.array(z.number()).length(3).optional(),
      std: z.array(z.number().positive()).length(3).optional(),
      cropFraction: z.number().gt(0).max(1).optional(),
      interpolation: z.enum(INTERPOLATIONS).optional(),
    })
    .optional()
    .describe('preprocessing, if no configuration file next to the model specifies it'),
});
export type OnnxModelRef = z.infer<typeof OnnxModelRef>;

/** A variant: a model of the registry with parts of its configuration replaced. */
export const VariantModelRef = z
  .looseObject({
    family: z.string().optional(),
    extends: z.string().describe('id of the model whose configuration is overridden'),
    id: z.string().describe('name of the variant'),
  })
  .describe('every other key overrides a key of the configuration, and is checked by the model family');
export type VariantModelRef = z.infer<typeof VariantModelRef>;

export const ModelRef = z.union([z.string().describe('id of a model'), OnnxModelRef, VariantModelRef]);
export type ModelRef = z.infer<typeof ModelRef>;

/** Parses a model named on a command line: an id, the path of an ONNX file, or `hf:` and a model on the hub. */
export function parseModelRef(text: string): string | OnnxModelRef {
  return /\.onnx$/i.test(text) || text.startsWith('hf:') ? { onnx: text } : text;
}

/** Returns the name of a model in tables and records. */
export function modelRefId(ref: ModelRef): string {
  if (typeof ref === 'string') return ref;
  if ('extends' in ref) return (ref as VariantModelRef).id;
  return ref.id ?? printable((ref as OnnxModelRef).onnx.replace(/^.*[\\/:]/, '').replace(/\.onnx$/i, ''));
}
