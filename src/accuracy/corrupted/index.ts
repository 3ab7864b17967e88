export { readFrost } from './frost.ts';
export { readImage, resizeTo, type Size } from './input.ts';
export { listCorruptions } from './list.ts';
export type { Settings } from './make.ts';
export { encode, fileKind, formatOf } from './output.ts';
export { type Job, runJob } from './run.ts';
export { contactSheet } from './sheet.ts';
export { severitiesOf, versionsOf } from './versions.ts';
