import type { PageBench } from '../protocol.ts';

/** The browser APIs that the page uses; the project is compiled without the types of the DOM. */
export interface PageScope {
  readonly crossOriginIsolated: boolean;
  readonly navigator: {
    readonly hardwareConcurrency: number;
    readonly gpu?: { requestAdapter(): Promise<GpuAdapter | null> };
    readonly ml?: { createContext(): Promise<unknown> };
  };
  readonly document: {
    createElement(tag: 'canvas'): { getContext(kind: 'webgl2' | 'webgl'): WebGl | null };
    createElement(tag: 'script'): Script;
    readonly head: { append(element: Script): void };
  };
  /** The global of TensorFlow.js's script. */
  readonly tf?: unknown;
  fastvitBench?: PageBench;
}

export interface GpuAdapter {
  readonly info: {
    readonly vendor: string;
    readonly architecture: string;
    readonly device: string;
    readonly description: string;
  };
}

interface WebGl {
  getExtension(name: 'WEBGL_debug_renderer_info'): { readonly UNMASKED_RENDERER_WEBGL: number } | null;
  getParameter(name: number): unknown;
}

interface Script {
  src: string;
  onload: (() => void) | null;
  onerror: (() => void) | null;
}

export const scope = globalThis as unknown as PageScope;
