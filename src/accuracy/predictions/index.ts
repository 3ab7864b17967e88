export {
  createPredictionViews,
  type DatabaseOptions,
  openDatabase,
  openRunDatabase,
  type Row,
  type RunDatabase,
} from './database.ts';
export { openPartWriter, type PartWriter, quoted, verifyPart } from './part.ts';
export {
  COLUMNS,
  type PartContext,
  type PredictionKey,
  type PredictionRow,
  type Scores,
  type Unreadable,
} from './row.ts';
