export { messageOf, UserError } from './errors.ts';
export { INPUTS, type InputKind } from './inputs.ts';
export { parseJson } from './json.ts';
export {
  exists,
  type FolderEntry,
  isFolder,
  listFolder,
  nameOf,
  realPath,
  systemPath,
} from './names.ts';
export {
  assertFileTarget,
  assertFolderTarget,
  cannotWrite,
  isWriteFailure,
  replaceFile,
  type WriteFile,
  writeOutput,
  writeProblem,
} from './outputs.ts';
export { installedPackage, installedVersion, packageFile, packageRoot, packageVersion } from './package.ts';
export {
  assertReadable,
  type FileSlice,
  MAX_PEEK,
  type OpenFile,
  openFile,
  readBytes,
  readFile,
  readJsonFile,
  readSlice,
  readTextFile,
} from './read.ts';
export { atExit, type TemporaryFolder, temporaryFolder } from './temporary.ts';
export { appendSynced, makeFolder, writeChunksAtomic, writeFileAtomic } from './write.ts';
