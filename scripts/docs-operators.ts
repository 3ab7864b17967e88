// Brings the table of docs/operators.md up to date with the registry: npm run docs -- operators
import { readFileSync, writeFileSync } from 'node:fs';
import { coverageTable } from './operator-table.ts';

const page = new URL('../docs/operators.md', import.meta.url);
const marked = /(?<=<!-- operators -->\n).*(?=\n<!-- end of operators -->)/s;
writeFileSync(
  page,
  readFileSync(page, 'utf8').replace(marked, () => coverageTable()),
);
