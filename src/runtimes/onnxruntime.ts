import { startProcess } from './host.ts';
import type { Runtime } from './types.ts';

/** onnxruntime-node, in a child process: `run` blocks its event loop, and a crash must not take ours along. */
export const onnxruntime: Runtime = {
  name: 'onnxruntime',
  start: (limits) => {
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    return startProcess(new URL(`./onnxruntime-child.${extension}`, import.meta.url), limits);
  },
};
