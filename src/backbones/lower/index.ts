export { type Exported, type ExportRequest, exportModel } from './export.ts';
export {
  type LoweredModel,
  type LowerRequest,
  lowerModel,
  lowerTfjsModel,
  seeded,
  writeModel,
} from './model.ts';
export { type Lowering, programToOnnx, toOnnx } from './onnx/index.ts';
export {
  channelsLast,
  type GraphModelJson,
  readTfjsFiles,
  type TfjsModel,
  toTfjs,
  writeTfjsFiles,
} from './tfjs/index.ts';
