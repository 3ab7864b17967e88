import { UserError } from '../errors.ts';
import { didYouMean } from '../nearest.ts';
import { onnxruntime } from './onnxruntime.ts';
import { tfjs } from './tfjs.ts';
import type { Runtime } from './types.ts';

const runtimes: readonly Runtime[] = [onnxruntime, tfjs];

export function runtimeNames(): string[] {
  return runtimes.map(({ name }) => name);
}

/** @throws UserError for an unknown name, naming the nearest. */
export function runtimeNamed(name: string): Runtime {
  const found = runtimes.find((runtime) => runtime.name === name);
  if (found !== undefined) return found;
  const known = runtimeNames();
  throw new UserError(`unknown runtime "${name}"${didYouMean(name, known)}; there are ${known.join(', ')}`);
}
