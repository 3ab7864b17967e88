import { installedVersion } from '../files/index.ts';
import { findChromium } from './browser/chromium.ts';
import { startRuntime } from './process.ts';
import type { Runtime } from './types.ts';

const BROWSER = 'install Chromium or Chrome, or set CHROMIUM_PATH to its executable';
const GPU_IN_BROWSER = `${BROWSER}; without a GPU, Chromium can use SwiftShader`;

/**
 * onnxruntime-web and TensorFlow.js in a real Chromium: a child process serves the model on loopback, drives the
 * browser, and asks the page to time its runs.
 */
export const browser: Runtime = {
  name: 'browser',
  providers: {
    wasm: { format: 'onnx', threads: 'any', doctor: { purpose: 'the browser runtime', fix: BROWSER } },
    webgpu: {
      format: 'onnx',
      threads: '1',
      doctor: { purpose: 'WebGPU in the browser', fix: GPU_IN_BROWSER },
    },
    webnn: {
      format: 'onnx',
      threads: '1',
      doctor: { purpose: 'WebNN in the browser', fix: 'use a Chromium or Chrome on a platform with WebNN' },
    },
    'tfjs-wasm': {
      format: 'tfjs',
      threads: 'up to half the logical cores, at most 4',
      doctor: { purpose: 'TensorFlow.js in the browser', fix: BROWSER },
    },
    'tfjs-webgl': {
      format: 'tfjs',
      threads: '1',
      doctor: { purpose: 'WebGL in the browser', fix: BROWSER },
    },
    'tfjs-webgpu': {
      format: 'tfjs',
      threads: '1',
      doctor: { purpose: 'WebGPU in the browser, for TensorFlow.js', fix: GPU_IN_BROWSER },
    },
  },
  packages: ['onnxruntime-web', '@tensorflow/tfjs'],
  profiles: false,
  requirements: [
    {
      name: 'onnxruntime-web',
      purpose: 'the browser runtime',
      optional: false,
      fix: 'run `npm ci` again',
      probe: () => installedVersion('onnxruntime-web'),
    },
    {
      name: 'chromium',
      purpose: 'the browser runtime',
      optional: true,
      fix: BROWSER,
      probe: findChromium,
    },
  ],
  start: (limits, { browser: executable } = {}) =>
    startRuntime(
      new URL('./browser/child.ts', import.meta.url),
      limits,
      executable === undefined ? {} : { CHROMIUM_PATH: executable },
    ),
};
