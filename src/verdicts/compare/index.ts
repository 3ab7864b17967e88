export { compareRuns, exitCodeOf } from './compare.ts';
export { environmentName, latencyEnvironment } from './environment.ts';
export { anchorRatio, minBlocksOf } from './latency.ts';
export { COMMENT_MARK, comparisonMarkdown } from './markdown.ts';
export { badgeOf, smallerIsBetter } from './outputs.ts';
export { type Comparison, DEFAULTS } from './types.ts';
export { changeOf, countsInWords, exactChangeInWords, VERDICTS, verdictInWords } from './words.ts';
