export { type Exported, type ExportRequest, exportModel } from './export.ts';
export {
  type LoweredModel,
  type LoweredTfjs,
  type LowerRequest,
  lowerModel,
  lowerTfjsModel,
  type ModelOnDisk,
  seeded,
  writeModel,
} from './model.ts';
export { type ExternalData, type Lowering, type OnnxOptions, programToOnnx, toOnnx } from './onnx/index.ts';
export {
  channelsLast,
  type GraphModelJson,
  readTfjsFiles,
  type TfjsModel,
  type TfjsOptions,
  toTfjs,
  writeTfjsFiles,
} from './tfjs/index.ts';
