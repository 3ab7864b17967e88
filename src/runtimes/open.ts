import { runtimeChoices } from './names.ts';
import type { Runtime } from './types.ts';

/** The runtimes that a suite can name, loaded when they are asked for. */
const RUNTIMES: Readonly<Record<string, () => Promise<Runtime>>> = {
  onnxruntime: async () => (await import('./onnxruntime.ts')).onnxruntime,
  tfjs: async () => (await import('./tfjs.ts')).tfjs,
};

/** @throws UserError for an unknown runtime, naming the nearest */
export async function openRuntime(name: string): Promise<Runtime> {
  runtimeChoices(name);
  return (RUNTIMES[name] as () => Promise<Runtime>)();
}
