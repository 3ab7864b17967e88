import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readRun, resumeRun } from '../../src/results/index.ts';
import { sampleLatency } from './samples.ts';

// A limit on the size of files stands for the full disk: the write that crosses it is cut short in the same way.
test.skipIf(process.platform === 'win32')(
  'a disk that fills while a record is written loses that record alone',
  () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'full-disk-')), 'run');
    try {
      const loader = createRequire(import.meta.url).resolve('tsx/esm');
      const writer = fileURLToPath(new URL('./full-disk-writer.ts', import.meta.url));
      const node = `"${process.execPath}" --conditions=fastvit-bench-source --import "${loader}" "${writer}" "${folder}"`;
      const { stdout, stderr } = spawnSync(
        'bash',
        ['-c', `ulimit -f 16; export TSX_DISABLE_CACHE=1; exec ${node}`],
        {
          encoding: 'utf8',
        },
      );
      expect(stderr).toBe('');
      const { written, name, message } = JSON.parse(stdout);
      expect(written).toBeGreaterThan(3);
      expect(name).toBe('UserError');
      expect(message).toMatch(/^cannot write .*records\.jsonl: the quota or size limit is reached$/);

      const text = readFileSync(join(folder, 'records.jsonl'), 'utf8');
      expect(text.endsWith('\n')).toBe(false);
      expect(readRun(folder).records).toHaveLength(written);

      const store = resumeRun(folder);
      store.append([sampleLatency({ model: `m${written}` }, 10, { group: 'g' })]);
      store.close();
      const { records, problems } = readRun(folder);
      expect(problems).toEqual([]);
      expect(records.map((record) => record.type === 'latency' && record.cell.model)).toEqual(
        Array.from({ length: written + 1 }, (_, at) => `m${at}`),
      );
    } finally {
      rmSync(join(folder, '..'), { recursive: true });
    }
  },
);
