import { applySteps, createWorkspace, type FrostTextures, type Step, type Variant } from '#corruptions';
import { UserError, type WriteFile, writeOutput } from '../../files/index.ts';
import { validationId } from '../datasets/index.ts';
import { createResizer } from '../pixels/index.ts';
import { readImage } from './input.ts';
import { encode, type Format } from './output.ts';
import { resizeTo, type Size } from './size.ts';

/** How images are made; the same for a whole job. */
export interface Settings {
  readonly seed: number;
  readonly size: Size;
  readonly format: Format;
  /** Absent: `imagenet-c` at 224×224, `any-size` otherwise. */
  readonly variant?: Variant;
  /** Folder with frost pictures to use instead of our own. */
  readonly frostFolder?: string;
  /** Take grey, alpha, 16-bit and CMYK images too. */
  readonly convert: boolean;
}

/** The versions of one image that are still to be made. */
export interface Task {
  readonly file: string;
  /** Name in messages: the path relative to the input's root. */
  readonly name: string;
  readonly outputs: readonly { readonly steps: readonly Step[]; readonly path: string }[];
}

/** What became of a task: how many files were written, and why not the rest. */
export interface Outcome {
  readonly written: number;
  /** The image cannot be used; others can. */
  readonly refused?: string;
  /** Nothing can be written any more. */
  readonly fatal?: string;
}

/** Makes the versions of one image after another; keeps scratch memory and textures between them. */
export type Maker = (task: Task, stopped?: () => boolean) => Promise<Outcome>;

export function createMaker(settings: Settings, frost?: FrostTextures, write?: WriteFile): Maker {
  const resizer = createResizer();
  const options = {
    workspace: createWorkspace(),
    ...(settings.variant === undefined ? {} : { variant: settings.variant }),
    ...(frost === undefined ? {} : { frost }),
  };
  return async (task, stopped = () => false) => {
    let written = 0;
    try {
      const image = resizeTo(await readImage(task.file, task.name, settings.convert), settings.size, resizer);
      for (const { steps, path } of task.outputs) {
        if (stopped()) break;
        const bytes = await encode(
          applySteps(image, steps, settings.seed, keyOf(task.name), options),
          settings.format,
        );
        try {
          writeOutput(path, bytes, write);
        } catch (error) {
          if (error instanceof UserError) return { written, fatal: error.message };
          throw error;
        }
        written++;
      }
      return { written };
    } catch (error) {
      if (error instanceof UserError) return { written, refused: error.message };
      // A size that a corruption cannot work with.
      if (error instanceof RangeError) return { written, refused: `${task.name}: ${error.message}` };
      throw error;
    }
  };
}

/**
 * What an image's random numbers depend on: the same as in `eval`, so that a tree written to disk and an
 * evaluation that corrupts as it goes see the same pixels.
 */
function keyOf(name: string): string {
  return validationId(name) ?? name;
}
