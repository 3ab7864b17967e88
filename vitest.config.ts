import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['fastvit-bench-source'] },
  ssr: { resolve: { conditions: ['fastvit-bench-source'] } },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/temporary-folder.ts'],
    // One process a file: onnxruntime keeps threads and memory for the life of its process.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    reporters: ['default'],
  },
});
