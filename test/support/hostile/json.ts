import { HOSTILE } from '../../report/hostile.ts';
import type { Chance } from './chance.ts';

/** Names of keys and values that programs trip over, besides those that a page could trip over. */
export const TEXTS: readonly string[] = [
  ...HOSTILE,
  '\u001b]0;title\u0007\u001b[2J',
  '\u009b31m',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\r\n',
  '../../../../../../nonexistent/passwd',
  '/dev/zero',
  '/proc/self/mem',
  '.',
  'n'.repeat(5000),
  'toString',
  'hf:../../x',
  'seed:',
  'NaN',
  "'; DROP TABLE predictions; --",
];

/** Texts of JSON values, some of which no parser accepts. */
const VALUES: readonly string[] = [
  ...['null', 'true', '[]', '{}', '""', '0', '-0', '-1', '0.5', '1e-320', '1e308', '1e999', '1e15'],
  ...['100000000', '2147483648', '4294967296', '9007199254740993', '99999999', 'NaN', 'Infinity', '01'],
  '[1,2,3]',
  '{"__proto__":{"polluted":true}}',
];

/** The text of a JSON value with one to three things wrong with it. */
export function mutatedJson(value: unknown, chance: Chance): string {
  const root = { value: structuredClone(value) };
  const raw: string[] = [];
  // A text that stands for JSON which JSON.stringify cannot write.
  const put = (text: string) => `@raw${raw.push(text) - 1}@`;
  for (let i = 1 + chance.below(3); i > 0; i--) mutate(chance.pick(placesIn(root)), put, chance);
  const text = JSON.stringify(root.value) ?? 'undefined';
  return text.replaceAll(/"@raw(\d+)@"/g, (_, at: string) => raw[Number(at)]!);
}

interface Place {
  readonly parent: Record<string, unknown>;
  readonly key: string;
}

function placesIn(parent: object): Place[] {
  return Object.entries(parent).flatMap(([key, value]) => [
    { parent: parent as Record<string, unknown>, key },
    ...(typeof value === 'object' && value !== null ? placesIn(value) : []),
  ]);
}

function mutate({ parent, key }: Place, put: (text: string) => string, chance: Chance): void {
  const value = parent[key];
  const what = chance.below(12);
  if (what === 0 && key !== 'value') delete parent[key];
  else if (what === 1) parent[chance.pick(TEXTS)] = value;
  else if (what === 2) parent[key] = [value, value];
  else if (what === 3) parent[key] = put(nested(chance.pick([50, 1000, 5000]), chance));
  else if (what === 4) parent[key] = repeated(value, chance.pick([100, 5000]));
  else if (what <= 7) parent[key] = chance.pick(TEXTS);
  else parent[key] = put(chance.pick(VALUES));
}

/** As often as fits into 100 kB, since repetitions multiply. */
function repeated(value: unknown, count: number): unknown[] {
  const size = JSON.stringify(value)?.length ?? 1;
  return Array(Math.max(2, Math.min(count, Math.floor(1e5 / size)))).fill(value);
}

function nested(depth: number, chance: Chance): string {
  const [open, close] = chance.pick([['[', ']'] as const, ['{"a":', '}'] as const]);
  return `${open.repeat(depth)}1${close.repeat(depth)}`;
}
