import { runtimeChoices } from './names.ts';
import type { Runtime } from './types.ts';

/** What the command line says of runtimes. */
export interface RuntimeSettings {
  /** Path of the browser; found if absent. */
  readonly browser?: string;
}

/** The runtimes that a suite can name, loaded when they are asked for. */
const RUNTIMES: Readonly<Record<string, (settings: RuntimeSettings) => Promise<Runtime>>> = {
  onnxruntime: async () => (await import('./onnxruntime.ts')).onnxruntime,
  browser: async ({ browser }) => (await import('./browser.ts')).browserRuntime(browser),
  tfjs: async () => (await import('./tfjs.ts')).tfjs,
};

/** @throws UserError for an unknown runtime, naming the nearest */
export async function openRuntime(name: string, settings: RuntimeSettings = {}): Promise<Runtime> {
  runtimeChoices(name);
  return RUNTIMES[name]!(settings);
}
