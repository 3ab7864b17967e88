import { installedVersion } from '../files/index.ts';
import { startRuntime } from './process.ts';
import type { Runtime } from './types.ts';

/** TensorFlow.js in a child process: wasm by default, plain JavaScript, or TensorFlow itself through tfjs-node. */
export const tfjs: Runtime = {
  name: 'tfjs',
  providers: {
    wasm: {
      format: 'tfjs',
      threads: '1',
      cpuTime: true,
      doctor: { purpose: 'the tfjs runtime', fix: 'run `npm ci` again' },
    },
    cpu: {
      format: 'tfjs',
      threads: '1',
      cpuTime: true,
      doctor: { purpose: 'the tfjs runtime in plain JavaScript', fix: 'run `npm ci` again' },
    },
    tensorflow: {
      format: 'tfjs',
      threads: 'any',
      cpuTime: true,
      doctor: {
        purpose: 'TensorFlow as the backend of the tfjs runtime (which otherwise uses wasm)',
        fix: 'run `npm install --no-save @tensorflow/tfjs-node`, which downloads libtensorflow; if it cannot, see docs/runtimes.md',
      },
    },
  },
  packages: ['@tensorflow/tfjs'],
  profiles: false,
  requirements: [
    {
      name: '@tensorflow/tfjs',
      purpose: 'the tfjs runtime',
      optional: false,
      fix: 'run `npm ci` again',
      probe: () => installedVersion('@tensorflow/tfjs'),
    },
  ],
  start: (limits) => startRuntime(new URL('./tfjs/child.ts', import.meta.url), limits),
};
