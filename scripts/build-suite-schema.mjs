// Writes suites/schema.json, the JSON Schema of suite files for editors, from the zod schema in dist/.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { suiteJsonSchema } from '../dist/src/runs/suite/json-schema.js';

writeFileSync(fileURLToPath(new URL('../suites/schema.json', import.meta.url)), suiteJsonSchema());
