import { installedVersion } from '../files/index.ts';
import { startRuntime } from './process.ts';
import type { Runtime } from './types.ts';

const CUDA_LIBRARY = '`ONNXRUNTIME_NODE_INSTALL=cuda12 node node_modules/onnxruntime-node/script/install.js`';
const NVIDIA = 'install an NVIDIA GPU with CUDA; see docs/runtimes.md';

/** onnxruntime-node, in a child process: `run` blocks its event loop, and a crash must not end ours. */
export const onnxruntime: Runtime = {
  name: 'onnxruntime',
  providers: {
    cpu: { format: 'onnx', threads: 'any', exact: true, cpuTime: true },
    webgpu: {
      format: 'onnx',
      threads: 'any',
      fallsBack: true,
      needs:
        "a GPU driver (Vulkan on Linux); without a GPU, Chromium's software driver works: VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json and LD_LIBRARY_PATH=/usr/lib/chromium",
      doctor: { purpose: 'WebGPU in onnxruntime-node', fix: 'install a Vulkan driver; see docs/runtimes.md' },
    },
    cuda: {
      format: 'onnx',
      threads: 'any',
      fallsBack: true,
      needs: `Linux on x86-64 with an NVIDIA GPU, CUDA 12, cuDNN 9, and the library that ${CUDA_LIBRARY} downloads`,
      doctor: { purpose: 'CUDA in onnxruntime-node', fix: NVIDIA },
    },
    tensorrt: {
      format: 'onnx',
      threads: 'any',
      fallsBack: true,
      needs: 'the same as cuda, and TensorRT 10',
      doctor: { purpose: 'TensorRT in onnxruntime-node', fix: `${NVIDIA}; also install TensorRT 10` },
    },
    coreml: {
      format: 'onnx',
      threads: 'any',
      fallsBack: true,
      needs: 'macOS',
      doctor: { purpose: 'Core ML in onnxruntime-node', fix: 'use a Mac' },
    },
    dml: {
      format: 'onnx',
      threads: 'any',
      fallsBack: true,
      needs: 'Windows with a DirectX 12 GPU',
      doctor: { purpose: 'DirectML in onnxruntime-node', fix: 'use Windows with a DirectX 12 GPU' },
    },
  },
  packages: ['onnxruntime-node'],
  profiles: true,
  requirements: [
    {
      name: 'onnxruntime-node',
      purpose: 'native inference',
      optional: false,
      fix: 'run `npm ci` again; the package contains the binaries for Linux, macOS and Windows',
      probe: async () => {
        const { listSupportedBackends } = await import('onnxruntime-node');
        const backends = listSupportedBackends().map(({ name }) => name);
        return `${installedVersion('onnxruntime-node')}, providers: ${backends.join(', ')}`;
      },
    },
  ],
  start: (limits) => startRuntime(new URL('./onnxruntime/child.ts', import.meta.url), limits),
};
