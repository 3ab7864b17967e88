export { assertPartFiles, overParts, partsIn, readParts } from './damaged.ts';
export { openDatabase, openRunDatabase, type Row, type RunDatabase } from './database.ts';
export { type KeptRows, modelsOf, openPartWriter, type PartWriter, sqlLiteral, verifyPart } from './part.ts';
export type { PredictionRow, Scores } from './row.ts';
