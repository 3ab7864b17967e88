// A worker process with the tiny models: node tiny-worker.ts <url> <root> <lock ms> <concurrency> [shared] [registry]

import { modelSource } from '../../../src/runs/execute/index.ts';
import { connectRedis, runWorker } from '../../../src/runs/queue/index.ts';
import { tinyModels } from '../../accuracy/tiny-models.ts';

const [url = '', dataRoot = '', lock = '30000', concurrency = '1', shared, models] = process.argv.slice(2);
const log = (line: string) => process.stderr.write(`${line}\n`);
const interrupt = new AbortController();
process.on('SIGINT', () => interrupt.abort());
const connection = await connectRedis({ url, onNote: log });
log(`ready ${process.pid}`);
const { units, failed } = await runWorker(
  connection,
  {
    dataRoot,
    root: dataRoot,
    source: models === 'registry' ? modelSource : tinyModels,
    env: {},
    fetch: async (loaded) => loaded,
    concurrency: Number(concurrency),
    once: false,
    lockMs: Number(lock),
    version: 'test',
    ...(shared ? { shared } : {}),
  },
  { signal: interrupt.signal, log },
);
log(`${units} units done, ${failed} failed`);
connection.close();
