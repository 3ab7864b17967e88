import { z } from 'zod';
import { Suite } from './schema.ts';

/** Returns the text of suites/schema.json, from which editors complete, describe and check suites. */
export function suiteJsonSchema(): string {
  const schema = z.toJSONSchema(Suite, { io: 'input', target: 'draft-7' });
  const titled = { title: 'fastvit-bench suite', ...schema };
  return `${JSON.stringify(titled, null, 2)}\n`;
}
