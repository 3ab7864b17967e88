export { counted } from './counted.ts';
export { didYouMean, nearest } from './nearest.ts';
export { quoted } from './quoted.ts';
