export { openDatabase, openRunDatabase, type Row, type RunDatabase } from './database.ts';
export { openPartWriter, sqlLiteral, verifyPart } from './part.ts';
export type { PredictionRow, Scores } from './row.ts';
