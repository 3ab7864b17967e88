import type { Check } from './checks.ts';

/** The runtimes that need more than what is installed with the project: each is tried on a small network. */
export function runtimeChecks(): Check[] {
  return [
    backend('tfjs:wasm', 'the tfjs runtime', 'run `npm ci` again'),
    backend('tfjs:cpu', 'the tfjs runtime in plain JavaScript', 'run `npm ci` again'),
    backend(
      'tfjs:tensorflow',
      'TensorFlow as the backend of the tfjs runtime (wasm is used without it)',
      'npm install --no-save @tensorflow/tfjs-node where it can download libtensorflow; else node test/support/tfjs-node.mjs (docs/runtimes.md)',
    ),
    backend('browser:wasm', 'the browser runtime', BROWSER),
    backend('browser:tfjs-wasm', 'TensorFlow.js in the browser', BROWSER),
    backend('browser:tfjs-webgl', 'WebGL in the browser', BROWSER),
    backend('browser:webgpu', 'WebGPU in the browser', GPU_IN_BROWSER),
    backend('browser:tfjs-webgpu', 'WebGPU in the browser, for TensorFlow.js', GPU_IN_BROWSER),
    backend('browser:webnn', 'WebNN in the browser', 'a Chromium or Chrome on a platform that has it'),
    backend('onnxruntime:webgpu', 'WebGPU in onnxruntime-node', 'a Vulkan driver (docs/runtimes.md)'),
    backend('onnxruntime:cuda', 'CUDA in onnxruntime-node', NVIDIA),
    backend('onnxruntime:tensorrt', 'TensorRT in onnxruntime-node', `${NVIDIA}, and TensorRT 10`),
    backend('onnxruntime:coreml', 'CoreML in onnxruntime-node', 'a Mac'),
    backend('onnxruntime:dml', 'DirectML in onnxruntime-node', 'Windows with a DirectX 12 GPU'),
  ];
}

const BROWSER = 'apt-get install chromium, or set CHROMIUM_PATH to a Chromium or Chrome executable';

const GPU_IN_BROWSER = `${BROWSER}; it needs a GPU, or SwiftShader, which Chromium brings`;
const NVIDIA = 'an NVIDIA GPU and the library of CUDA (docs/runtimes.md)';

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
