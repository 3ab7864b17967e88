export { readFrost } from './frost.ts';
export { readImage, resizeTo, type Size } from './input.ts';
export { listCorruptions } from './list.ts';
export { encode, fileKind, formatOf } from './output.ts';
export { type Job, runJob } from './run.ts';
export { contactSheet } from './sheet.ts';
export type { Settings } from './version-writer.ts';
export { severitiesOf, versionsOf } from './versions.ts';
