// Not by the door of the corruptions, which would load all of them for a word.
export { didYouMean, nearest } from '../corruptions/nearest.ts';
