import { expect, test } from 'vitest';
import { z } from 'zod';
import { families } from '../../../src/backbones/models/families.ts';
import { modelSource } from '../../../src/runs/execute/index.ts';
import { parseSuite, Suite } from '../../../src/runs/suite/index.ts';
import { setsOf } from '../../../src/train/index.ts';

/** Numbers of suites that need no bounds: no value of them can do harm. */
const UNBOUNDED = [/\.mean\.\d*$/, /\.std\.\d*$/, /\.paper$/, /\.providerOptions\./, /squeezeExciteFrom/];

type Node = z.core.JSONSchema.BaseSchema & Record<string, unknown>;

/** The paths of all numbers of a schema without a largest and a smallest value. */
function unbounded(schema: z.ZodType): string[] {
  const found: string[] = [];
  const visit = (node: Node, path: string): void => {
    const isNumber = (node.type === 'number' || node.type === 'integer') && node.const === undefined;
    const least = node.minimum ?? node.exclusiveMinimum;
    const most = node.maximum ?? node.exclusiveMaximum;
    const whole = node.type === 'integer' && most === Number.MAX_SAFE_INTEGER && !path.endsWith('seed');
    if (isNumber && (least === undefined || most === undefined || whole)) found.push(path);
    for (const [key, inner] of Object.entries(node.properties ?? {})) visit(inner as Node, `${path}.${key}`);
    for (const inner of [node.items, node.additionalProperties])
      if (typeof inner === 'object' && inner !== null && !Array.isArray(inner))
        visit(inner as Node, `${path}.`);
    for (const inner of [
      ...(node.anyOf ?? []),
      ...(node.allOf ?? []),
      ...((node.prefixItems as Node[]) ?? []),
    ])
      visit(inner as Node, path);
  };
  visit(z.toJSONSchema(schema, { io: 'input', reused: 'inline' }) as Node, '');
  return found.filter((path) => !UNBOUNDED.some((pattern) => pattern.test(path)));
}

test('every number of a suite has bounds', () => {
  expect(unbounded(Suite).filter((path) => !/seeds?\.?$/.test(path))).toEqual([]);
});

test.each(Object.entries(families))('every number of a variant of %s has bounds', (_, { schema }) => {
  expect(unbounded(schema)).toEqual([]);
});

const latency = { models: ['fastvit_t8'] };

test.each([
  [
    { sampling: { timeoutSeconds: 2 ** 31 / 1000 } },
    'latency.sampling.timeoutSeconds is 2147483.648 but must be at most 86,400: that is a day',
  ],
  [
    { sampling: { resamples: 1e15 } },
    'latency.sampling.resamples is 1000000000000000 but must be at most 100,000: more do not make an interval better, and all are kept in memory',
  ],
  [
    { threads: [99_999_999] },
    'latency.threads.0 is 99999999 but must be at most 1,024: no machine has more cores',
  ],
  [{ threads: [1e300] }, 'latency.threads.0 is 1e+300 but must be at most 1,024: no machine has more cores'],
  [{ threads: [1.5] }, 'latency.threads.0 must be a whole number but is 1.5'],
  [{ precision: 0 }, 'latency.precision is 0 but must be at least 1e-12'],
])('a number out of bounds is one line with the reason: %j', (change, message) => {
  expect(() => parseSuite({ name: 'x', latency: { ...latency, ...change } }, 'x.json')).toThrow(
    `x.json: ${message}`,
  );
});

test('a variant that no ONNX file holds is refused when the suite is checked', () => {
  const wide = { extends: 'fastvit_t8', id: 'wide', widths: [65_536, 65_536, 65_536, 65_536] };
  expect(() => modelSource.check(wide, { resolution: [64, 64], batch: 1 })).toThrow(
    /^wide has \d+ million parameters but may have 500 million: an ONNX file holds 2 GB$/,
  );
});

test('images that would take days to draw are refused before the first is drawn', () => {
  const data = { name: 'textures10', size: 512, train: 10_000, validation: 10, test: 10 } as const;
  expect(() => setsOf(data)).toThrow('10000 images of 512x512 pixels are too many for textures10');
});
