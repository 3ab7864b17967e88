import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { foreignRecipe, readOnnx } from '../../../../src/backbones/lower/onnx/read/index.ts';
import { temporaryFolder } from '../../weights/temporary.ts';
import { smallModel } from './onnx-bytes.ts';

const folder = temporaryFolder();
let count = 0;

/** A model in its own folder, with files next to it. */
function beside(files: Record<string, unknown>) {
  const path = join(folder.path, `beside-${count++}`);
  mkdirSync(path);
  for (const [name, value] of Object.entries(files))
    writeFileSync(join(path, name), typeof value === 'string' ? value : JSON.stringify(value));
  writeFileSync(join(path, 'model.onnx'), smallModel());
  return readOnnx(join(path, 'model.onnx'));
}

const half = { image_mean: [0.5, 0.5, 0.5], image_std: [0.25, 0.25, 0.25] };

it.each([
  [
    'a shorter side and a crop',
    { ...half, size: { shortest_edge: 256 }, crop_size: { height: 224, width: 224 }, resample: 2 },
    {
      mean: [0.5, 0.5, 0.5],
      std: [0.25, 0.25, 0.25],
      resolution: [224, 224],
      cropPct: 0.875,
      cropMode: 'center',
      interpolation: 'bilinear',
    },
  ],
  [
    'sides',
    { ...half, size: { height: 224, width: 192 } },
    { resolution: [224, 192], cropPct: 1, cropMode: 'squash' },
  ],
  ['a number', { ...half, size: 224 }, { resolution: [224, 224], cropMode: 'squash' }],
  [
    'a crop fraction',
    { ...half, size: { shortest_edge: 288 }, crop_pct: 0.95 },
    { resolution: [288, 288], cropPct: 0.95 },
  ],
  [
    'a large size',
    { ...half, size: { shortest_edge: 384 } },
    { resolution: [384, 384], cropMode: 'squash', cropPct: 1 },
  ],
  ['pixels of 1/255', { ...half, rescale_factor: 0.00392156862745098 }, { mean: half.image_mean }],
  [
    'pixels up to 255',
    { do_rescale: false, image_mean: [127.5, 127.5, 127.5], image_std: [51, 51, 51] },
    { mean: [0.5, 0.5, 0.5], std: [0.2, 0.2, 0.2] },
  ],
  ['pixels up to 2', { ...half, rescale_factor: 2 / 255 }, { mean: [0.25, 0.25, 0.25] }],
  ['no normalisation', { do_normalize: false }, { mean: [0, 0, 0], std: [1, 1, 1] }],
])("Hugging Face's preprocessing: %s", (_, config, expected) => {
  const model = beside({ 'preprocessor_config.json': config, 'config.json': { a: 1 } });
  const found = foreignRecipe(model, {}, undefined);
  expect(found.source).toBe('preprocessor_config.json');
  expect(found.recipe).toMatchObject(expected);
});

it("timm's preprocessing", () => {
  const pretrained_cfg = {
    input_size: [3, 288, 320],
    crop_pct: 0.95,
    interpolation: 'bilinear',
    mean: [0.1, 0.2, 0.3],
    std: [0.4, 0.5, 0.6],
  };
  const model = beside({ 'config.json': { architecture: 'x', pretrained_cfg } });
  expect(foreignRecipe(model, {}, undefined)).toEqual({
    source: 'config.json',
    recipe: {
      resolution: [288, 320],
      cropPct: 0.95,
      cropMode: 'center',
      interpolation: 'bilinear',
      mean: [0.1, 0.2, 0.3],
      std: [0.4, 0.5, 0.6],
    },
  });
});

it("the suite's words come before all, the file's own size before that", () => {
  const model = beside({ 'preprocessor_config.json': half });
  const { recipe, source } = foreignRecipe(model, { mean: [0, 0, 0], cropFraction: 1, size: 96 }, undefined);
  expect(recipe).toMatchObject({ mean: [0, 0, 0], std: [0.25, 0.25, 0.25], cropPct: 1, resolution: 96 });
  expect(source).toBe('the suite, then preprocessor_config.json');
  expect(foreignRecipe(model, { size: 96 }, [32, 48]).recipe.resolution).toEqual([32, 48]);
});

it("ImageNet's usual values without configuration, also next to a config.json of another tool", () => {
  const found = foreignRecipe(beside({ 'config.json': { architectures: ['X'] } }), {}, undefined);
  expect(found.source).toBe("ImageNet's usual values");
  expect(found.recipe).toMatchObject({ resolution: 224, mean: [0.485, 0.456, 0.406], cropPct: 0.875 });
});

it.each([
  ['{', 'preprocessor_config.json:1:2: not valid JSON'],
  [{ image_mean: [1, 2] }, '"image_mean'],
  [{ resample: 0 }, 'only 1 to 4'],
  [{ rescale_offset: true }, 'pixel offsets are not supported'],
])('a wrong file is named: %j', (config, message) => {
  expect(() => foreignRecipe(beside({ 'preprocessor_config.json': config }), {}, undefined)).toThrow(message);
});
