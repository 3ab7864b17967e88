import { z } from 'zod';
import { Suite } from './schema.ts';

/** The text of suites/schema.json, which editors read: completion, descriptions, and mistakes underlined. */
export function suiteJsonSchema(): string {
  const schema = z.toJSONSchema(Suite, { io: 'input', target: 'draft-7' });
  const titled = { title: 'fastvit-bench suite', ...schema };
  return `${JSON.stringify(titled, null, 2)}\n`;
}
