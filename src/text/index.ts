export { BOUNDS, type Bounds, expected, isWithin, within } from './bounds.ts';
export { counted } from './counted.ts';
export { listed } from './listed.ts';
export { didYouMean, nameHint, nearest } from './nearest.ts';
export { oneLine } from './one-line.ts';
export { quoted } from './quoted.ts';
export { printable, visible, visibleLine } from './visible.ts';
