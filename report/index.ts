export { collect } from './collect.ts';
export type { ReportData } from './data.ts';
export { renderHtml } from './html.ts';
export { FORMATS, type Format, type WriteReportOptions, writeReports } from './write.ts';
