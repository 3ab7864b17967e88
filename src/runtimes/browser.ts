import { startProcess } from './host.ts';
import type { Runtime } from './types.ts';

/**
 * onnxruntime-web and TensorFlow.js in a real Chromium: a child process serves the model on loopback, drives
 * the browser, and asks the page to time its runs.
 *
 * @param executable path of the browser; CHROMIUM_PATH, then the usual places, if absent
 */
export function browserRuntime(executable?: string): Runtime {
  return {
    name: 'browser',
    start: (limits) => {
      const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
      const entry = new URL(`./browser/child.${extension}`, import.meta.url);
      return startProcess(entry, limits, executable === undefined ? {} : { CHROMIUM_PATH: executable });
    },
  };
}
