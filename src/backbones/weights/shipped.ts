import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageFile, UserError } from '../../files/index.ts';

/** Path of the weights of a small model that were trained here and come with the package. */
export function shippedPath(model: string): string {
  const folder = packageFile('assets/weights');
  const path = join(folder, `${model}.safetensors`);
  if (existsSync(path)) return path;
  const shipped = existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith('.safetensors'))
    : [];
  throw new UserError(
    `no weights of ${model} are shipped${shipped.length === 0 ? '' : ` (of ${shipped.map((name) => name.slice(0, -12)).join(', ')} they are)`}; use hf, a file, or seed:0`,
  );
}
