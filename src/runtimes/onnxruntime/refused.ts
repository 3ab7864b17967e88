import { onnxruntime } from '../onnxruntime.ts';

/**
 * One line for a session that could not be created: what its provider needs, where the provider is missing and not
 * the model broken.
 */
export function whyNoSession(provider: string, message: string): string {
  const needs = onnxruntime.providers[provider]?.needs;
  const isProvider =
    /backend not found|no available backend|Failed to load shared library|WebGPU adapter|CUDA|libcu|ExecutionProvider/i;
  const first = message.trim().split('\n')[0] as string;
  if (needs === undefined || !isProvider.test(message)) return first;
  return `the provider ${provider} is not available here: it needs ${needs}; "cpu" works everywhere (onnxruntime: ${withoutSource(first)})`;
}

/** Drops the path and condition with which onnxruntime's own sources begin a message. */
function withoutSource(message: string): string {
  return message.replace(/^\/\S+:\d+ .*? was false\. /, '');
}
