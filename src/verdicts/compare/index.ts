export { compareRuns, comparisonOf, exitCodeOf } from './compare.ts';
export { environmentDifferences, environmentName, latencyEnvironment } from './environment.ts';
export { anchorRatio, minBlocksOf } from './latency.ts';
export { COMMENT_MARK, comparisonMarkdown } from './markdown.ts';
export { badgeOf, type SmallerIsBetter, smallerIsBetter } from './outputs.ts';
export { type CompareOptions, type Comparison, DEFAULTS, type ExactChange } from './types.ts';
export { changeOf, countsInWords, exactChangeInWords, VERDICTS, verdictInWords } from './words.ts';
