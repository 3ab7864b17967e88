import type { Constants, Context, Corruption, Options, Severity } from '../types.ts';
import { assertImage, type Image } from './image.ts';
import type { Random } from './random.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

/** What a corruption's file defines; `applyConstants` receives a valid image and every option filled in. */
interface CorruptionParts extends Omit<Corruption, 'apply' | 'applyConstants'> {
  applyConstants(image: Image, constants: Constants, random: Random, context: Context): Image;
}

/**
 * Makes a corruption from its parts: `apply` is `applyConstants` with the constants of a severity.
 * @throws RangeError (from `apply`) for a severity that is not 1, 2, 3, 4 or 5
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
    workspace: options.workspace ?? sharedWorkspace(),
  };
}

/** The one cache at module level: its content never changes a result. */
let shared: Workspace | undefined;

function sharedWorkspace(): Workspace {
  shared ??= createWorkspace();
  return shared;
}
