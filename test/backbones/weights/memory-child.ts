import { readFileSync, writeFileSync } from 'node:fs';
import { readOnnx } from '../../../src/backbones/lower/onnx/read/index.ts';
import { openCheckpoint, openSafetensors } from '../../../src/backbones/weights/index.ts';
import { messageOf } from '../../../src/files/errors.ts';

// Opens the file named, reads every tensor and lets it go; prints by how many bytes the process grew at most.
const [path = '', warmUp = ''] = process.argv.slice(2);

await readAll(warmUp);
globalThis.gc?.();
// Linux: "5" sets the peak back to what is resident now.
writeFileSync('/proc/self/clear_refs', '5');
const before = status('VmRSS');
const result = await readAll(path);
process.stdout.write(JSON.stringify({ growth: status('VmHWM') - before, ...result }));

async function readAll(file: string): Promise<{ bytes?: number; message?: string }> {
  try {
    if (file.endsWith('.onnx')) {
      readOnnx(file);
      return {};
    }
    const source = file.endsWith('.safetensors') ? openSafetensors(file) : await openCheckpoint(file);
    let bytes = 0;
    for (const name of source.names()) bytes += source.read(name).byteLength;
    source.close();
    return { bytes };
  } catch (error) {
    return { message: messageOf(error) };
  }
}

function status(key: string): number {
  const line = new RegExp(`${key}:\\s+(\\d+) kB`).exec(readFileSync('/proc/self/status', 'utf8'));
  return Number(line![1]) * 1024;
}
