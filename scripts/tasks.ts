/** A task that `npm run <group> -- <name>` starts. */
export interface Task {
  /** One line for the list. */
  readonly about: string;
  /** A script, from the root of the repository; or the tests that vitest runs. */
  readonly script?: string;
  readonly tests?: string;
  /** Variables that the task sets, unless the caller has. */
  readonly env?: Readonly<Record<string, string>>;
  /** Options of Node, e.g. `--expose-gc`. */
  readonly node?: readonly string[];
  /** What `npm ci` does not install, shown in the list. */
  readonly needs?: string;
}

const bench = {
  corruptions: {
    about: "CPU time per image of every corruption, next to Python's imagecorruptions",
    script: 'test/bench/corruptions.ts',
    needs: 'optional: --python <interpreter with imagecorruptions>',
  },
  eval: {
    about: "an evaluation worker's CPU time against its inferences alone",
    script: 'test/bench/eval.ts',
  },
  export: {
    about: 'the best lowering against the usual ONNX export',
    script: 'test/bench/export.ts',
  },
  intervals: {
    about: 'coverage of the intervals of every accuracy metric, in simulated evaluations',
    script: 'test/bench/intervals.ts',
  },
  memory: {
    about: 'peak memory of an evaluation of 500 and of 50,000 images',
    script: 'test/bench/memory.ts',
    needs: 'needs Linux',
  },
  nights: {
    about: 'false alarms and power of the nightly change detector, on simulated nights',
    script: 'test/bench/nights.ts',
  },
  noise: {
    about:
      'ratios by the clock and by CPU time beside a neighbour that uses one core, all, or memory bandwidth',
    script: 'test/bench/noise.ts',
    needs: 'needs two cores',
  },
  overhead: {
    about: 'a measured latency against a bare loop over the same session',
    script: 'test/bench/overhead.ts',
  },
  preprocess: {
    about: "resize and crop against sharp's and Pillow's",
    script: 'test/bench/preprocess.ts',
    needs: 'optional: PYTHON=<interpreter with Pillow>',
  },
  queue: {
    about: 'throughput of two workers against one, and what the queue costs per unit',
    script: 'test/bench/queue.ts',
    needs: 'needs redis-server',
  },
  report: {
    about: 'size and speed of a report of 30 models and 365 nights',
    script: 'test/bench/report.ts',
    needs: 'needs Chromium',
  },
  scale: {
    about: 'measured unit times replayed on up to 1,000 workers that die and fail',
    script: 'test/bench/scale.ts',
  },
  tfjs: {
    about: 'the TensorFlow.js lowering against tfjs code written by hand',
    script: 'test/bench/tfjs.ts',
  },
  train: {
    about: 'training speed, next to PyTorch',
    script: 'test/bench/train.ts',
    needs: 'optional: --python <interpreter with torch>',
  },
  weights: {
    about: 'reading every tensor of a safetensors file against a plain read of the file',
    script: 'test/bench/weights.ts',
    node: ['--expose-gc'],
  },
} satisfies Record<string, Task>;

const verify = {
  corruptions: {
    about: "every random corruption against the reference's distributions",
    script: 'test/corruptions/verify.ts',
  },
  coverage: {
    about: 'coverage of the latency intervals, 2,000 simulated runs per kind of noise',
    tests: 'test/latency/coverage.test.ts',
    env: { COVERAGE_RUNS: '2000' },
  },
  hostile: {
    about:
      'hostile files, suites, results, queues and hubs: 10,000 tries without a crash, a hang or a flood of memory',
    script: 'test/bench/hostile.ts',
    needs: 'the queue needs redis-server',
  },
  kill: {
    about: 'an evaluation killed at 20 random moments and resumed, against an undisturbed one',
    script: 'test/accuracy/verify-kill.ts',
  },
  queue: {
    about: '200 units on three workers, with workers and Redis killed, against one machine',
    script: 'test/runs/queue/verify-queue.ts',
    needs: 'needs redis-server',
  },
  runtimes: {
    about: 'every runtime against native onnxruntime, printing each difference',
    tests: 'test/runtimes/equivalence',
    env: { EVERY_RUNTIME: '1' },
    needs: 'browser runtimes need Chromium',
  },
  shipped: {
    about: 'the shipped models in onnxruntime and tfjs, on all 2,000 test images',
    tests: 'test/train/tfjs',
    env: { TEST_IMAGES: '2000' },
  },
  textures: {
    about: 'a linear classifier on 8,000 textures stays close to chance',
    tests: 'test/train/textures/linear',
    env: { TRAIN_IMAGES: '8000' },
  },
} satisfies Record<string, Task>;

const docs = {
  architecture: {
    about: 'the picture and the table of docs/architecture.md',
    script: 'scripts/docs-architecture.ts',
  },
  corruptions: {
    about: 'the tables and contact sheets of docs/corruptions.md, and the list of corruptions/README.md',
    script: 'scripts/docs-corruptions.ts',
  },
  operators: {
    about: 'the table of docs/operators.md',
    script: 'scripts/docs-operators.ts',
  },
  report: {
    about: 'the pictures of docs/report.md; name the folder of a quick run to renew the first one',
    script: 'scripts/docs-report.ts',
    needs: 'needs Chromium',
  },
} satisfies Record<string, Task>;

/** What `npm run bench`, `npm run verify` and `npm run docs` can start, by group and name. */
export const tasks: Readonly<Record<string, Readonly<Record<string, Task>>>> = { bench, verify, docs };
