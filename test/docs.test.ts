import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { tasks } from '../scripts/tasks.ts';
import { examplesIn, parserError } from './support/examples.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = ['README.md', 'CONTRIBUTING.md', ...filesUnder('docs', '.md')];
const text = (page: string) => readFileSync(join(root, page), 'utf8');

test.each(pages)('every link and picture of %s exists', (page) => {
  const targets = [...text(page).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target]) => target as string);
  const missing = targets.filter(
    (target) => !/^(https?|mailto):/.test(target) && !existsSync(join(root, dirname(page), target)),
  );
  expect(missing).toEqual([]);
});

test.each(pages)('the parser accepts every command line of %s', async (page) => {
  const blocks = [...text(page).matchAll(/```\w*\n([\s\S]*?)```/g)].map(([, block]) => block);
  for (const example of examplesIn(blocks.join('\n')))
    expect([example, await parserError(example)]).toEqual([example, '']);
});

test.each(pages.filter((page) => page.startsWith('docs/extending/')))(
  '%s names files that exist, and its examples import what they export',
  async (page) => {
    // A complete file begins with a comment that has its path; such files are what the reader writes.
    const examples = [...text(page).matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)];
    const written = examples.map(([, path = '']) => path);
    const prose = text(page).replaceAll(/```[\s\S]*?```/g, '');
    const named = [...prose.matchAll(/`((?:src|test|report|corruptions|docs|suites)\/[\w./-]+)`/g)];
    const missing = named.map(([, path = '']) => path).filter((path) => !existsSync(join(root, path)));
    // The test that a reader adds is named too.
    expect(missing.filter((path) => path !== 'test/backbones/operators/absolute.test.ts')).toEqual([]);
    for (const [, path = '', code = ''] of examples) {
      for (const [, names = '', from = ''] of code.matchAll(
        /^import (?:type )?\{([^}]*)\} from '(\.[^']+)'/gm,
      )) {
        const source = join(dirname(path), from);
        if (written.includes(source)) continue;
        const exported = text(source);
        for (const name of names.split(',').map((each) => each.trim().replace(/^type /, '')))
          expect(exported, `${name} in ${source}`).toMatch(new RegExp(`^export [^;=]*\\b${name}\\b`, 'm'));
      }
    }
  },
);

/** `npm run lint`, or `npm run bench -- overhead`: a script, and a task if one is named. */
const NPM_RUN = /npm run ([a-z]\w*(?::\w+)*)(?: -- ([a-z][\w-]*))?/g;

test('every npm script and task that a page or a comment names exists', () => {
  const sources = [
    ...pages,
    ...filesUnder('src', '.ts'),
    ...filesUnder('scripts'),
    ...filesUnder('test', '.ts'),
  ];
  const named = sources.flatMap((name) => [...text(name).matchAll(NPM_RUN)]);
  expect(named.length).toBeGreaterThan(20);
  const missing = named.filter(([, script = '', task]) => {
    if (!(script in packageJson.scripts)) return true;
    return script in tasks && task !== undefined && !(task in tasks[script]!);
  });
  expect(missing.map(([line]) => line)).toEqual([]);
});

test('every task starts something that exists', () => {
  for (const task of Object.values(tasks).flatMap((group) => Object.values(group))) {
    if (task.script !== undefined) expect(existsSync(join(root, task.script)), task.script).toBe(true);
    else expect(filesUnder('test', '.test.ts').some((file) => file.startsWith(task.tests!))).toBe(true);
  }
});

test.each([
  [['bench'], 0, 'npm run bench -- <name>'],
  [['bench', 'overhaed'], 2, 'npm run bench: unknown task "overhaed"; did you mean "overhead"?'],
])('the runner of tasks, %j', (argv, code, line) => {
  const runner = ['--conditions=fastvit-bench-source', '--import', 'tsx', 'scripts/run-task.ts', ...argv];
  const { status, stdout, stderr } = spawnSync(process.execPath, runner, { cwd: root, encoding: 'utf8' });
  expect(status).toBe(code);
  expect(stdout + stderr).toContain(line);
});

test('test/ mirrors the folders of the source', () => {
  const unpaired = readdirSync(join(root, 'test'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ parentPath, name }) => relative(join(root, 'test'), join(parentPath, name)).replaceAll('\\', '/'))
    .filter((folder) => !/^(fixtures|support|bench)(\/|$)/.test(folder))
    .filter((folder) => !existsSync(join(root, 'src', folder)) && !existsSync(join(root, folder)))
    .filter((folder) => folder !== 'action');
  expect(unpaired).toEqual([]);
});

function filesUnder(folder: string, end = ''): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name).replaceAll('\\', '/'))
    .filter((name) => name.endsWith(end) && statSync(join(root, name)).isFile());
}
