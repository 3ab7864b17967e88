export { forkEntry } from './fork.ts';
