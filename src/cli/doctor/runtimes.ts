import type { Check } from './checks.ts';

/** Lists the checks of runtimes and providers, which open and run a small network. */
export function runtimeChecks(): Check[] {
  return [
    backend('tfjs:wasm', 'the tfjs runtime', 'run `npm ci` again'),
    backend('tfjs:cpu', 'the tfjs runtime in plain JavaScript', 'run `npm ci` again'),
    backend(
      'tfjs:tensorflow',
      'TensorFlow as the backend of the tfjs runtime (which otherwise uses wasm)',
      'run `npm install --no-save @tensorflow/tfjs-node`, which downloads libtensorflow; if it cannot, see docs/runtimes.md',
    ),
    backend('browser:wasm', 'the browser runtime', BROWSER),
    backend('browser:tfjs-wasm', 'TensorFlow.js in the browser', BROWSER),
    backend('browser:tfjs-webgl', 'WebGL in the browser', BROWSER),
    backend('browser:webgpu', 'WebGPU in the browser', GPU_IN_BROWSER),
    backend('browser:tfjs-webgpu', 'WebGPU in the browser, for TensorFlow.js', GPU_IN_BROWSER),
    backend('browser:webnn', 'WebNN in the browser', 'use a Chromium or Chrome on a platform with WebNN'),
    backend(
      'onnxruntime:webgpu',
      'WebGPU in onnxruntime-node',
      'install a Vulkan driver; see docs/runtimes.md',
    ),
    backend('onnxruntime:cuda', 'CUDA in onnxruntime-node', NVIDIA),
    backend('onnxruntime:tensorrt', 'TensorRT in onnxruntime-node', `${NVIDIA}; also install TensorRT 10`),
    backend('onnxruntime:coreml', 'CoreML in onnxruntime-node', 'use a Mac'),
    backend('onnxruntime:dml', 'DirectML in onnxruntime-node', 'use Windows with a DirectX 12 GPU'),
  ];
}

const BROWSER = 'install Chromium or Chrome, or set CHROMIUM_PATH to its executable';

const GPU_IN_BROWSER = `${BROWSER}; without a GPU, Chromium can use SwiftShader`;
const NVIDIA = 'install an NVIDIA GPU with CUDA; see docs/runtimes.md';

function backend(name: string, purpose: string, fix: string): Check {
  return {
    name,
    purpose,
    optional: true,
    fix,
    probe: async () => {
      const { probeRuntime, runtimeChoices } = await import('../../runtimes/index.ts');
      const { version, tensorflow, simd, browser, adapter, software } = await probeRuntime(
        runtimeChoices(name)[0]!,
      );
      const parts = [
        version,
        tensorflow && `TensorFlow ${tensorflow}`,
        simd && 'SIMD',
        browser,
        adapter && `${adapter}${software ? ' (software)' : ''}`,
      ];
      return parts.filter(Boolean).join(', ');
    },
  };
}
