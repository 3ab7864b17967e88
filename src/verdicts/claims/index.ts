export { judgeClaims } from './judge.ts';
