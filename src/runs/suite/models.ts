import { z } from 'zod';
import { INTERPOLATIONS } from '../../backbones/models/index.ts';

/** A model of the user's, in a file. */
export const OnnxModelRef = z.strictObject({
  onnx: z
    .string()
    .describe('path of an ONNX file, relative to the suite, or hf:<org>/<name>[@revision][:file]'),
  id: z.string().optional().describe('name in tables; the file name if absent'),
  input: z
    .strictObject({
      size: z
        .union([
          z.number().int().positive(),
          z.tuple([z.number().int().positive(), z.number().int().positive()]),
        ])
        .optional()
        .describe('side in pixels, or [height, width], of a model that takes any'),
      mean: z.array(z.number()).length(3).optional(),
      std: z.array(z.number()).length(3).optional(),
      cropFraction: z.number().gt(0).max(1).optional(),
      interpolation: z.enum(INTERPOLATIONS).optional(),
    })
    .optional()
    .describe('preprocessing, where the files beside the model do not say it'),
});
export type OnnxModelRef = z.infer<typeof OnnxModelRef>;

/** An own variant: a model of the registry with parts of its configuration replaced. */
export const VariantModelRef = z
  .looseObject({
    family: z.string().optional(),
    extends: z.string().describe('id of the model whose configuration is overridden'),
    id: z.string().describe('name of the variant'),
  })
  .describe('every further key overrides the configuration of the family, which checks it');
export type VariantModelRef = z.infer<typeof VariantModelRef>;

export const ModelRef = z.union([z.string().describe('id of a model'), OnnxModelRef, VariantModelRef]);
export type ModelRef = z.infer<typeof ModelRef>;

/** A model as a command line names it: an id, the path of an ONNX file, or `hf:` and one on the hub. */
export function parseModelRef(text: string): string | OnnxModelRef {
  return /\.onnx$/i.test(text) || text.startsWith('hf:') ? { onnx: text } : text;
}

/** The name of a model in tables and records. */
export function modelRefId(ref: ModelRef): string {
  if (typeof ref === 'string') return ref;
  if ('extends' in ref) return (ref as VariantModelRef).id;
  return ref.id ?? (ref as OnnxModelRef).onnx.replace(/^.*[\\/:]/, '').replace(/\.onnx$/i, '');
}
