import { applySteps, createWorkspace, type FrostTextures, type Step, type Variant } from '#corruptions';
import { UserError, type WriteFile, writeOutput } from '../../files/index.ts';
import { validationId } from '../datasets/index.ts';
import { createResizer } from '../pixels/index.ts';
import { readImage, resizeTo, type Size } from './input.ts';
import { encode, type Format } from './output.ts';

/** How images are made, the same for all images of a job. */
export interface Settings {
  readonly seed: number;
  readonly size: Size;
  readonly format: Format;
  /** Default: `imagenet-c` at 224×224, `any-size` otherwise. */
  readonly variant?: Variant;
  /** Folder of frost pictures to use in place of ours. */
  readonly frostFolder?: string;
  /** Whether to convert grey, alpha, 16-bit and CMYK images. */
  readonly convert: boolean;
}

/** An image, and the versions of it to make. */
export interface Task {
  readonly file: string;
  /** Path relative to the root of the input, for messages. */
  readonly name: string;
  readonly outputs: readonly { readonly steps: readonly Step[]; readonly path: string }[];
}

/** The outcome of a task: how many files were written, and why the others were not. */
export interface Outcome {
  readonly written: number;
  /** Why this image cannot be used; others may be. */
  readonly refused?: string;
  /** Why nothing can be written any more. */
  readonly fatal?: string;
}

/** Writes the versions of an image, until `stopped`. It keeps scratch memory and textures for the next image. */
export type WriteVersions = (task: Task, stopped?: () => boolean) => Promise<Outcome>;

/**
 * Creates the function that writes versions.
 * @param frost textures in place of ours
 * @param write writes a file; tests pass a function that fails
 */
export function createVersionWriter(
  settings: Settings,
  frost?: FrostTextures,
  write?: WriteFile,
): WriteVersions {
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
      // The corruption cannot handle this size.
      if (error instanceof RangeError) return { written, refused: `${task.name}: ${error.message}` };
      throw error;
    }
  };
}

/**
 * Returns the key of an image's random numbers. It is the same as in `eval`, so that images written to disk and images
 * corrupted during an evaluation have the same pixels.
 */
function keyOf(name: string): string {
  return validationId(name) ?? name;
}
