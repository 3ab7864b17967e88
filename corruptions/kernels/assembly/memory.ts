// Where the tables lie that TypeScript writes once (see ../kernels.ts), in the first page of memory.

/** f64 * 256: levels on 0..1. */
export const UNIT: usize = 0x8000;
/** f64 * 128, i32 * 128: the ziggurat's layers, width a place and places certain to lie inside. */
export const SCALE: usize = 0x8800;
export const INSIDE: usize = 0x8c00;
