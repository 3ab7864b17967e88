import { UserError } from '../errors.ts';
import { didYouMean } from '../nearest.ts';
import type { Runtime } from './types.ts';

/** The runtimes that a suite can name, loaded when they are asked for. */
const RUNTIMES: Readonly<Record<string, () => Promise<Runtime>>> = {
  onnxruntime: async () => (await import('./onnxruntime.ts')).onnxruntime,
  tfjs: async () => (await import('./tfjs.ts')).tfjs,
};

/** @throws UserError for an unknown runtime, naming the nearest */
export async function openRuntime(name: string): Promise<Runtime> {
  checkRuntime(name);
  return (RUNTIMES[name] as () => Promise<Runtime>)();
}

/** Whether a runtime is known, without loading it. @throws UserError when it is not, naming the nearest */
export function checkRuntime(name: string): void {
  if (Object.hasOwn(RUNTIMES, name)) return;
  const names = Object.keys(RUNTIMES);
  throw new UserError(`unknown runtime "${name}"${didYouMean(name, names)}; known: ${names.join(', ')}`);
}
