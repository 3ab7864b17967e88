// The parts of WebAssembly in use, which neither TypeScript's library without the DOM nor Node's types declare, and
// `atob`, which corruptions/ uses without the types of Node.
declare function atob(data: string): string;

declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { initial: number; maximum?: number });
    readonly buffer: ArrayBuffer;
    /** Grows by pages of 64 KiB and detaches older views of `buffer`. */
    grow(pages: number): number;
  }
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports?: Record<string, Record<string, unknown>>);
    readonly exports: Record<string, unknown>;
  }
}
