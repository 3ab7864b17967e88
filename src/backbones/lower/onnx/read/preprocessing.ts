import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { exists, INPUTS, parseJson, readJsonFile, UserError } from '../../../../files/index.ts';
import { CROP_MODES, INTERPOLATIONS, type Recipe } from '../../../models/index.ts';
import type { OnnxModel } from './types.ts';

/** What a suite specifies about a model's input; it takes precedence over the files. */
export interface WantedInput {
  readonly size?: number | readonly [number, number] | undefined;
  readonly mean?: readonly number[] | undefined;
  readonly std?: readonly number[] | undefined;
  readonly cropFraction?: number | undefined;
  readonly interpolation?: Recipe['interpolation'] | undefined;
}

/** How images become a model's input, and where that was found. */
export interface FoundRecipe {
  readonly recipe: Recipe;
  /** `the suite`, a file's name, or `ImageNet's usual values`. */
  readonly source: string;
}

/**
 * Finds the preprocessing of a foreign model: in the suite, then in a Hugging Face `preprocessor_config.json` or a
 * timm `config.json` next to the file, then in metadata that this project's export wrote; otherwise ImageNet's
 * usual values. A height and width that the file requires are always used.
 *
 * @throws UserError for a configuration file that cannot be read
 */
export function foreignRecipe(
  model: OnnxModel,
  wanted: WantedInput,
  fixed: readonly [number, number] | undefined,
): FoundRecipe {
  const configured = configurationOf(model.path);
  const found = configured ?? exported(model) ?? { recipe: {}, source: "ImageNet's usual values" };
  const given = fromSuite(wanted);
  const recipe: Recipe = {
    ...USUAL,
    ...found.recipe,
    ...given,
    ...(fixed === undefined ? {} : { resolution: fixed }),
  };
  const source = Object.keys(given).length === 0 ? found.source : `the suite, then ${found.source}`;
  return { recipe, source };
}

/** The values of nearly every ImageNet model, timm's defaults. */
const USUAL: Recipe = {
  resolution: 224,
  cropPct: 0.875,
  cropMode: 'center',
  interpolation: 'bicubic',
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};

type Part = { -readonly [K in keyof Recipe]?: Recipe[K] };

function fromSuite({ size, mean, std, cropFraction, interpolation }: WantedInput): Part {
  return {
    ...(size === undefined ? {} : { resolution: size }),
    ...(mean === undefined ? {} : { mean: three(mean) }),
    ...(std === undefined ? {} : { std: three(std) }),
    ...(cropFraction === undefined ? {} : { cropPct: cropFraction }),
    ...(interpolation === undefined ? {} : { interpolation }),
  };
}

function configurationOf(path: string): { recipe: Part; source: string } | undefined {
  for (const folder of foldersOf(path)) {
    for (const [name, read] of [
      ['preprocessor_config.json', fromHuggingFace],
      ['config.json', fromTimm],
    ] as const) {
      const file = join(folder, name);
      if (!exists(file)) continue;
      const recipe = read(readJsonFile(file, INPUTS.json), file);
      if (recipe !== undefined) return { recipe, source: name };
    }
  }
  return undefined;
}

/** The model's folder, and the repository's top folder, where exporters leave the configuration (`onnx/model.onnx`). */
function foldersOf(path: string): string[] {
  const folder = dirname(path);
  const snapshot = /^.*[\\/]snapshots[\\/][0-9a-f]{40}(?=[\\/])/.exec(path)?.[0];
  const top = snapshot ?? (basename(folder) === 'onnx' ? dirname(folder) : folder);
  return top === folder ? [folder] : [folder, top];
}

const Triple = z.tuple([z.number(), z.number(), z.number()]);
const Sides = z.union([
  z.number().int().positive(),
  z.object({ height: z.number().int().positive(), width: z.number().int().positive() }),
  z.object({ shortest_edge: z.number().int().positive() }),
]);

/** The keys of Hugging Face's image processors (transformers, `image_processing_utils`). */
const HuggingFace = z.object({
  image_mean: Triple.optional(),
  image_std: Triple.optional(),
  do_normalize: z.boolean().default(true),
  do_rescale: z.boolean().default(true),
  rescale_factor: z
    .number()
    .positive()
    .default(1 / 255),
  rescale_offset: z.literal(false, 'pixel offsets are not supported').nullish(),
  size: Sides.optional(),
  crop_size: Sides.optional(),
  crop_pct: z.number().gt(0).max(1).nullish(),
  do_center_crop: z.boolean().optional(),
  resample: z
    .number()
    .int()
    .min(1, 'only 1 to 4 (lanczos, bilinear, bicubic, box) are supported')
    .max(4)
    .optional(),
});

/** PIL's filter numbers; 0 is nearest, which image classifiers do not use. */
const RESAMPLE = [undefined, 'lanczos', 'bilinear', 'bicubic', 'box'] as const;

function fromHuggingFace(value: unknown, file: string): Part {
  const config = parsed(HuggingFace, value, file);
  const { size, crop_size, crop_pct, do_center_crop: crops } = config;
  const shorter = typeof size === 'object' && 'shortest_edge' in size ? size.shortest_edge : undefined;
  const crop = crops === false ? undefined : sidesOf(crop_size);
  const whole = sidesOf(size);
  // Pixels are 0 to 1 here, and 0 to `range` there.
  const range = config.do_rescale ? 255 * config.rescale_factor : 255;
  const interpolation = config.resample === undefined ? undefined : RESAMPLE[config.resample];
  const part: Part = {
    mean: scaled(config.do_normalize ? (config.image_mean ?? USUAL.mean) : [0, 0, 0], range),
    std: scaled(config.do_normalize ? (config.image_std ?? USUAL.std) : [1, 1, 1], range),
    ...(interpolation === undefined ? {} : { interpolation }),
  };
  if (crop !== undefined && whole !== undefined) {
    // Images are resized to `size` and cropped to `crop_size`.
    const pct = Math.min(1, Math.max(crop[0] / whole[0], crop[1] / whole[1]));
    return { ...part, resolution: crop, cropPct: pct, cropMode: shorter === undefined ? 'squash' : 'center' };
  }
  if (whole === undefined) return part;
  // ConvNeXt's processor: below 384 pixels the shorter side is resized to size / crop_pct.
  if (shorter !== undefined && shorter < 384)
    return { ...part, resolution: whole, cropPct: crop_pct ?? 224 / 256, cropMode: 'center' };
  return { ...part, resolution: whole, cropPct: 1, cropMode: 'squash' };
}

function scaled(values: Recipe['mean'], range: number): Recipe['mean'] {
  // A decimal approximation of 1/255 means exactly 1/255.
  if (Math.abs(range - 1) < 1e-6) return values;
  return [values[0] / range, values[1] / range, values[2] / range];
}

function sidesOf(sides: z.infer<typeof Sides> | undefined): readonly [number, number] | undefined {
  if (sides === undefined) return undefined;
  if (typeof sides === 'number') return [sides, sides];
  return 'shortest_edge' in sides ? [sides.shortest_edge, sides.shortest_edge] : [sides.height, sides.width];
}

/** The keys of timm's `pretrained_cfg`. */
const Timm = z.object({
  pretrained_cfg: z.object({
    input_size: Triple.optional(),
    crop_pct: z.number().gt(0).max(1).optional(),
    crop_mode: z.enum(CROP_MODES).optional(),
    interpolation: z.enum(INTERPOLATIONS).optional(),
    mean: Triple.optional(),
    std: Triple.optional(),
  }),
});

/** Undefined for a config.json that timm did not write. */
function fromTimm(value: unknown, file: string): Part | undefined {
  if (typeof value !== 'object' || value === null || !('pretrained_cfg' in value)) return undefined;
  const {
    input_size: size,
    crop_pct,
    crop_mode,
    interpolation,
    mean,
    std,
  } = parsed(Timm, value, file).pretrained_cfg;
  return {
    ...(size === undefined ? {} : { resolution: [size[1], size[2]] as const }),
    ...(crop_pct === undefined ? {} : { cropPct: crop_pct }),
    ...(crop_mode === undefined ? {} : { cropMode: crop_mode }),
    ...(interpolation === undefined ? {} : { interpolation }),
    ...(mean === undefined ? {} : { mean }),
    ...(std === undefined ? {} : { std }),
  };
}

/** What `export` wrote into the file. */
function exported({ metadata }: OnnxModel): { recipe: Part; source: string } | undefined {
  const text = metadata.get('preprocessing');
  if (text === undefined) return undefined;
  try {
    const recipe = Exported.parse(parseJson(text));
    return { recipe, source: "the file's metadata" };
  } catch {
    return undefined;
  }
}

const Exported = z.object({
  resolution: z.tuple([z.number().int(), z.number().int()]),
  cropPct: z.number().gt(0).max(1),
  cropMode: z.enum(CROP_MODES),
  interpolation: z.enum(INTERPOLATIONS),
  mean: Triple,
  std: Triple,
});

function parsed<T>(schema: z.ZodType<T>, value: unknown, file: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new UserError(`${file}: "${issue?.path.join('.')}": ${issue?.message}`);
}

function three(values: readonly number[]): readonly [number, number, number] {
  return [values[0]!, values[1]!, values[2]!];
}
