import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { COMMENT_MARK } from '../../src/verdicts/compare/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
// The steps run in bash.
const built = process.platform !== 'win32' && existsSync(join(root, 'dist/src/cli/compare.js'));
const { inputs, runs } = parse(readFileSync(join(root, 'action.yml'), 'utf8'));

interface StepResult {
  readonly code: number | null;
  readonly log: string;
  readonly outputs: Record<string, string>;
  readonly summary: string;
}

/** Runs a step of action.yml as the runner does: its inputs in its environment, bash with -e and pipefail. */
async function runStep(
  name: string,
  given: Record<string, string>,
  env: Record<string, string> = {},
): Promise<StepResult> {
  const step = runs.steps.find((one: { name?: string }) => one.name === name);
  const home = mkdtempSync(join(tmpdir(), 'action-'));
  const files = { GITHUB_OUTPUT: join(home, 'output'), GITHUB_STEP_SUMMARY: join(home, 'summary') };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const own = Object.fromEntries(
    Object.entries<string>(step.env ?? {}).map(([key, value]) => [
      key,
      value.replaceAll(
        /\$\{\{ inputs\.([\w-]+) \}\}/g,
        (_, input: string) => given[input] ?? inputs[input].default ?? '',
      ),
    ]),
  );
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
    env: {
      ...process.env,
      ...own,
      ...files,
      RUNNER_TEMP: home,
      GITHUB_ACTION_PATH: root.replace(/\/$/, ''),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (log += text));
  const code = await new Promise<number | null>((done) => child.once('close', done));
  const lines = readFileSync(files.GITHUB_OUTPUT, 'utf8').trim().split('\n').filter(Boolean);
  return {
    code,
    log,
    outputs: Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string])),
    summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8'),
  };
}

test.skipIf(!built)(
  'a suite against the folder of a run: files, summary, exit codes (needs npm run build)',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'action-suite-'));
    const suite = join(folder, 'tiny.json');
    writeFileSync(
      suite,
      JSON.stringify({
        name: 'tiny',
        latency: {
          models: ['fastvit_t8'],
          resolutions: [64],
          sampling: {
            isolation: 'shared',
            minBlocks: 2,
            maxBlocks: 2,
            roundsPerBlock: 2,
            warmupMaxMs: 50,
            turnMs: 5,
          },
        },
      }),
    );
    expect((await runStep('Install fastvit-bench', {})).code).toBe(0);
    // The first run is compared with itself: its folder is the baseline.
    const first = await runStep('Measure and compare', {
      suite,
      baseline: 'nowhere',
      head: 'x',
      budget: '1s',
    });
    expect([first.code, first.log]).toEqual([
      2,
      expect.stringContaining('"nowhere" is not an ONNX file, an npm version or a git ref of this clone'),
    ]);
    const main = join(root, 'dist/src/cli/main.js');
    const baseline = join(folder, 'baseline');
    const measured = spawn(process.execPath, [main, 'run', suite, '--out', baseline, '--budget', '1s'], {
      cwd: folder,
      stdio: 'ignore',
    });
    await new Promise((done) => measured.once('close', done));

    const result = await runStep('Measure and compare', {
      suite,
      baseline,
      budget: '1s',
      'fail-on': 'regressed',
    });
    expect(result.code).toBe(0);
    // Two blocks tell nothing: the verdict cannot be another one.
    expect(result.outputs.verdict).toBe('unresolved');
    expect(result.summary).toContain(`${COMMENT_MARK}\n\n### fastvit-bench: 1 undecided`);
    for (const name of ['comparison', 'markdown', 'benchmark', 'badge', 'report'])
      expect(existsSync(result.outputs[name] ?? '')).toBe(true);
    expect(JSON.parse(readFileSync(result.outputs.benchmark!, 'utf8'))[0]).toMatchObject({ unit: 'ms' });

    expect(
      (await runStep('Measure and compare', { suite, baseline, budget: '1s', 'fail-on': 'unresolved' })).code,
    ).toBe(1);
    expect((await runStep('Measure and compare', { suite, baseline, 'fail-on': 'always' })).log).toBe(
      'fail-on must be regressed, unresolved or never, not "always"\n',
    );
  },
  240_000,
);

/** GitHub's comments of one pull request, in memory. */
async function fakeGitHub(comments: { id: number; body: string }[], status = 200) {
  const calls: string[] = [];
  const server = createServer(async (request, response) => {
    calls.push(`${request.method} ${request.url}`);
    const { body = '' } = JSON.parse((await bodyOf(request)) || '{}');
    response.writeHead(status, { 'content-type': 'application/json' });
    if (request.method === 'GET') {
      const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('page'));
      response.end(JSON.stringify(comments.slice(100 * (page - 1), 100 * page)));
      return;
    }
    const id = Number(request.url?.split('/').at(-1));
    if (request.method === 'PATCH') comments.find((comment) => comment.id === id)!.body = body;
    else comments.push({ id: 1000 + comments.length, body });
    response.end('{}');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { comments, calls, server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

test('the comment is written once and updated in place, also behind a hundred others', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'comment-'));
  const github = await fakeGitHub(Array.from({ length: 130 }, (_, id) => ({ id, body: `comment ${id}` })));
  const event = join(folder, 'event.json');
  const markdown = join(folder, 'comment.md');
  writeFileSync(event, '{"pull_request": {"number": 7}}');
  const comment = (text: string, url = github.url) => {
    writeFileSync(markdown, `${COMMENT_MARK}\n\n${text}\n`);
    const env = {
      GITHUB_API_URL: url,
      GITHUB_REPOSITORY: 'o/r',
      GITHUB_EVENT_PATH: event,
      MARKDOWN: markdown,
    };
    return runStep('Comment', { token: 'secret' }, env);
  };
  expect((await comment('first')).log).toBe('posted the comment\n');
  expect((await comment('second')).log).toBe('updated the comment\n');
  expect(github.comments).toHaveLength(131);
  expect(github.comments.at(-1)!.body).toBe(`${COMMENT_MARK}\n\nsecond\n`);
  expect(github.calls.filter((call) => !call.startsWith('GET'))).toEqual([
    'POST /repos/o/r/issues/7/comments',
    'PATCH /repos/o/r/issues/comments/1130',
  ]);
  const refused = await fakeGitHub([], 403);
  const { code, log } = await comment('third', refused.url);
  expect(code).toBe(1);
  expect(log).toContain('grant the job "permissions: pull-requests: write"');
  writeFileSync(event, '{}');
  expect((await comment('fourth')).log).toBe('not a pull request; no comment posted\n');
  for (const { server } of [github, refused]) server.close();
}, 60_000);
