import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { coverageTable } from '../../../scripts/operator-table.ts';

test('the table of docs/operators.md is up to date with the registry', () => {
  const page = readFileSync(new URL('../../../docs/operators.md', import.meta.url), 'utf8');
  // Stale? npm run docs -- operators
  expect(page).toContain(`<!-- operators -->\n${coverageTable()}\n<!-- end of operators -->`);
});
