export { compareRuns } from './compare.ts';
export { environmentName, seriesEnvironment } from './environment.ts';
export { anchorRatio } from './latency.ts';
export { COMMENT_MARK, comparisonMarkdown } from './markdown.ts';
export { smallerIsBetter } from './outputs.ts';
export { badgeOf, exitCodeOf, statusOf } from './status.ts';
export { type Between, type Comparison, DEFAULTS } from './types.ts';
export {
  betweenInWords,
  changeOf,
  countsInWords,
  exactChangeInWords,
  VERDICTS,
  verdictInWords,
} from './words.ts';
