// Appends points to a history until it has appended them all: writer.ts <folder> <name> <count>
import { appendPoint } from '../../../src/verdicts/history/file.ts';
import { sampleHeader, samplePoint } from './samples.ts';

const [folder = '.', name = 'writer', count = '1'] = process.argv.slice(2);
for (let at = 0; at < Number(count); at++) {
  appendPoint(folder, sampleHeader(), samplePoint(at, { run: `${name}-${at}` }));
  process.stdout.write('.');
}
