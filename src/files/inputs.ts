/** A kind of file that is read: its name in messages, and the largest size in bytes that is still plausible. */
export interface InputKind {
  readonly what: string;
  readonly maxBytes: number;
  /** True for what this program writes by itself: the user did not name it. */
  readonly isOwn?: true;
}

const MB = 1e6;
const GB = 1e9;

/**
 * The kinds of files that are read. The sizes are far above what is ever needed: they keep a wrong or hostile file from
 * filling the memory. What is read into one string stays below 536 MB, the longest that V8 can hold.
 */
export const INPUTS = {
  suite: { what: 'suite file', maxBytes: 16 * MB },
  json: { what: 'JSON file', maxBytes: 256 * MB },
  /** run.json, calibrations, results of training. */
  run: { what: 'file of a run', maxBytes: 64 * MB, isOwn: true },
  /** records.jsonl, units.jsonl, blocks and histories. */
  lines: { what: 'file of records', maxBytes: 500 * MB, isOwn: true },
  lock: { what: 'lock file', maxBytes: 64_000, isOwn: true },
  list: { what: 'list of images', maxBytes: 500 * MB },
  labels: { what: 'labels file', maxBytes: 256 * MB },
  image: { what: 'image', maxBytes: 256 * MB },
  tar: { what: 'tar archive', maxBytes: 4000 * GB },
  onnx: { what: 'ONNX file', maxBytes: 2 ** 31 },
  /** Tensors next to an ONNX file. */
  tensors: { what: 'file of tensors', maxBytes: 200 * GB },
  weights: { what: 'weights file', maxBytes: 200 * GB },
  golden: { what: 'golden', maxBytes: 256 * MB },
  part: { what: 'part of the predictions', maxBytes: 2 * GB, isOwn: true },
  /** Token and refs in the cache of the hub. */
  hub: { what: 'file of the hub', maxBytes: 64_000, isOwn: true },
  /** package-lock.json of a commit that `compare --live` measures. */
  lockfile: { what: 'package-lock.json', maxBytes: 64 * MB },
} as const satisfies Record<string, InputKind>;
