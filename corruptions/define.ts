import { assertImage } from './image.ts';
import type { Random } from './random.ts';
import type { Constants, Context, Corruption, Image, Options, Severity } from './types.ts';
import { createWorkspace } from './workspace.ts';

/** What makes a corruption; `applyConstants` gets a valid image and every option filled in. */
export interface CorruptionParts extends Omit<Corruption, 'apply' | 'applyConstants'> {
  applyConstants(image: Image, constants: Constants, random: Random, context: Context): Image;
}

/**
 * A corruption from its parts: `apply` is `applyConstants` with the constants of a severity.
 * @throws RangeError (from `apply`) for a severity that is not 1, 2, 3, 4 or 5.
 */
export function defineCorruption(parts: CorruptionParts): Corruption {
  const applyConstants: Corruption['applyConstants'] = (image, constants, random, options) => {
    assertImage(image, parts.name);
    return parts.applyConstants(image, constants, random, contextOf(image, options));
  };
  return {
    ...parts,
    apply: (image, severity, random, options) =>
      applyConstants(image, constantsOf(parts, severity), random, options),
    applyConstants,
  };
}

function constantsOf(parts: Pick<Corruption, 'name' | 'severities'>, severity: Severity): Constants {
  const constants = parts.severities[severity - 1];
  if (constants === undefined)
    throw new RangeError(`${parts.name}: severity ${severity} is not 1, 2, 3, 4 or 5`);
  return constants;
}

function contextOf(image: Image, options: Options = {}): Context {
  return {
    ...options,
    variant: options.variant ?? (image.width === 224 && image.height === 224 ? 'imagenet-c' : 'any-size'),
    workspace: options.workspace ?? createWorkspace({ wasm: false }),
  };
}
