// Addresses, in the first page of memory, of the tables that ../wasm.ts writes once.

/** f64 * 256: levels on 0..1. */
export const UNIT: usize = 0x8000;
/** f64 * 128, i32 * 128: the ziggurat's layers, width per place, and number of places certain to lie inside. */
export const SCALE: usize = 0x8800;
export const INSIDE: usize = 0x8c00;
