import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { coverageTable } from '../../../scripts/operator-table.ts';

test('the table of docs/operators.md is up to date with the registry', () => {
  const page = readFileSync(new URL('../../../docs/operators.md', import.meta.url), 'utf8');
  // Stale? npm run docs -- operators
  expect(page).toContain(`<!-- operators -->\n${coverageTable()}\n<!-- end of operators -->`);
});

test('the table does not depend on the order of the lines of the registry', async () => {
  const expected = coverageTable();
  vi.resetModules();
  vi.doMock('../../../src/backbones/operators/registry.ts', async (original) =>
    Object.fromEntries(Object.entries(await original<object>()).reverse()),
  );
  const scripts = await import('../../../scripts/operator-table.ts');
  expect(scripts.coverageTable()).toBe(expected);
  vi.doUnmock('../../../src/backbones/operators/registry.ts');
  vi.resetModules();
});
