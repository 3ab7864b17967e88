import { startProcess } from './host.ts';
import type { Runtime } from './types.ts';

/** TensorFlow.js in a child process: wasm by default, plain JavaScript, or TensorFlow itself by tfjs-node. */
export const tfjs: Runtime = {
  name: 'tfjs',
  start: (limits) => {
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    return startProcess(new URL(`./tfjs-child.${extension}`, import.meta.url), limits);
  },
};
