import { createRun } from '../../src/results/index.ts';
import { sampleLatency, sampleRun } from './samples.ts';

// Writes records until the file may not grow any more; prints how many were accepted, then the reason.
const store = createRun(process.argv[2]!, sampleRun());
let written = 0;
try {
  for (;;) {
    store.append([sampleLatency({ model: `m${written}` }, 10, { group: 'g' })]);
    written++;
  }
} catch (error) {
  console.log(JSON.stringify({ written, name: (error as Error).name, message: (error as Error).message }));
} finally {
  store.close();
}
