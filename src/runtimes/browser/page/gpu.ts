import { scope } from './scope.ts';

/** The GPU that a session runs on; `software` if it is emulated on the CPU. */
export interface AdapterReport {
  readonly adapter: string;
  readonly software: boolean;
}

/** @throws Error where the browser has no WebGPU, or no adapter for it */
export async function webgpuAdapter(): Promise<AdapterReport> {
  const { gpu } = scope.navigator;
  if (gpu === undefined) throw new Error('this browser has no WebGPU (navigator.gpu is missing)');
  const adapter = await gpu.requestAdapter();
  if (adapter === null) {
    throw new Error('WebGPU has no adapter here: no GPU, or its driver is on the block list of the browser');
  }
  const { vendor, architecture, device, description } = adapter.info;
  return report([vendor, architecture, device, description].filter(Boolean).join(' '));
}

/** @throws Error where the browser has no WebGL */
export function webglAdapter(): AdapterReport {
  const canvas = scope.document.createElement('canvas');
  const context = canvas.getContext('webgl2') ?? canvas.getContext('webgl');
  if (context === null) throw new Error('this browser has no WebGL');
  const details = context.getExtension('WEBGL_debug_renderer_info');
  return report(details ? String(context.getParameter(details.UNMASKED_RENDERER_WEBGL)) : 'unknown');
}

function report(adapter: string): AdapterReport {
  return { adapter, software: /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render/i.test(adapter) };
}
