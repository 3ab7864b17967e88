import type { Check } from './checks.ts';

/** The runtimes that need more than what is installed with the project: each is tried on a small network. */
export function runtimeChecks(): Check[] {
  return [
    backend('tfjs:wasm', 'the tfjs runtime', 'run `npm ci` again'),
    backend(
      'tfjs:tensorflow',
      'TensorFlow as the backend of the tfjs runtime (wasm is used without it)',
      'npm install --no-save @tensorflow/tfjs-node where it can download libtensorflow; else node test/support/tfjs-node.mjs (docs/runtimes.md)',
    ),
    backend('browser:wasm', 'the browser runtime', BROWSER),
    backend('browser:tfjs-webgl', 'WebGL in the browser', BROWSER),
    backend(
      'browser:webgpu',
      'WebGPU in the browser',
      `${BROWSER}; it needs a GPU, or SwiftShader, which Chromium brings`,
    ),
    backend('browser:webnn', 'WebNN in the browser', 'a Chromium or Chrome on a platform that has it'),
    backend('onnxruntime:webgpu', 'WebGPU in onnxruntime-node', 'a Vulkan driver (docs/runtimes.md)'),
    backend(
      'onnxruntime:cuda',
      'CUDA in onnxruntime-node',
      'an NVIDIA GPU and the library of CUDA (docs/runtimes.md)',
    ),
  ];
}

const BROWSER = 'apt-get install chromium, or set CHROMIUM_PATH to a Chromium or Chrome executable';

function backend(name: string, purpose: string, fix: string): Check {
  return {
    name,
    purpose,
    optional: true,
    fix,
    probe: async () => {
      const { probeRuntime, runtimeChoices } = await import('../runtimes/index.ts');
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
