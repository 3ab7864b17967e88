/** What each provider of onnxruntime-node needs, and how to get it. */
const NEEDS: Readonly<Record<string, string>> = {
  webgpu:
    'a GPU driver (Vulkan on Linux); without a GPU, Chromium brings a software one: VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json and LD_LIBRARY_PATH=/usr/lib/chromium',
  cuda: 'Linux on x86-64 with an NVIDIA GPU, CUDA 12 and cuDNN 9, and its library, which `ONNXRUNTIME_NODE_INSTALL=cuda12 node node_modules/onnxruntime-node/script/install.js` downloads',
  tensorrt:
    'what cuda needs, and TensorRT 10; its library comes with that of cuda: `ONNXRUNTIME_NODE_INSTALL=cuda12 node node_modules/onnxruntime-node/script/install.js`',
  coreml: 'macOS',
  dml: 'Windows with a DirectX 12 GPU',
};

/**
 * One line for a session that could not be created: what its provider needs, where it is the provider that
 * is missing and not the model that is broken.
 */
export function whyNoSession(provider: string, message: string): string {
  const needs = NEEDS[provider];
  const isProvider =
    /backend not found|no available backend|Failed to load shared library|WebGPU adapter|CUDA|libcu|ExecutionProvider/i;
  const first = message.trim().split('\n')[0] as string;
  if (needs === undefined || !isProvider.test(message)) return first;
  return `the provider ${provider} is not available here: it needs ${needs}; "cpu" works everywhere (onnxruntime: ${shorter(first)})`;
}

/** Without the paths of onnxruntime's own sources. */
function shorter(message: string): string {
  return message.replace(/^\/\S+:\d+ .*? was false\. /, '');
}
