export { compareLive, type LiveOptions, type LivePair } from './measure.ts';
export { type LiveSource, parseSource, sourceName, type WantedModels, writeModels } from './source.ts';
