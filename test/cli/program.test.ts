import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { commands } from '../../src/cli/commands.ts';
import { note, printLine, printOwn, screened } from '../../src/cli/io.ts';
import { buildProgram, main } from '../../src/cli/program.ts';
import { startProgress } from '../../src/cli/progress.ts';
import { formatTable } from '../../src/cli/table.ts';
import { createRun } from '../../src/results/index.ts';
import { sampleRun } from '../results/samples.ts';
import { everyCommand, examplesIn, parserError } from '../support/examples.ts';
import { quietIo, runCli } from './cli.ts';

test('without a command, the help is shown', async () => {
  const { code, stdout, stderr } = await runCli([]);
  expect(code).toBe(0);
  expect(stdout).toContain('Usage: fastvit-bench');
  expect(stdout).toContain('doctor');
  expect(stderr).toBe('');
});

test('--version is the version of package.json', async () => {
  expect(await runCli(['--version'])).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: '' });
});

test.each([
  [['doctr'], 'fastvit-bench: unknown command \'doctr\'; did you mean "doctor"?\n'],
  [['doctor', '--jsn'], 'fastvit-bench: unknown option \'--jsn\'; did you mean "--json"?\n'],
  [['zzz'], "fastvit-bench: unknown command 'zzz'\n"],
  [
    ['calibrate', '--trials', '1'],
    "fastvit-bench: option '--trials <n>' argument '1' is invalid: expected 2 or more, since one trial has no spread\n",
  ],
  [
    ['calibrate', '--seed', 'abc'],
    "fastvit-bench: option '--seed <n>' argument 'abc' is invalid: expected a whole number, 0 or more\n",
  ],
  [
    ['eval', '--data', 'x', '--models', 'fastvit_t8', '--limit', '1e15'],
    "fastvit-bench: option '--limit <n>' argument '1e15' is invalid: expected a whole number from 1 to 100,000,000: no dataset has more images\n",
  ],
  [
    ['run', 'x.json', '--budget', '99999999h'],
    "fastvit-bench: option '--budget <time>' argument '99999999h' is invalid: expected seconds, a number from 0.001 to 2,147,483: that is 24 days, the most that a timer can hold; resume the run to go on\n",
  ],
])('a mistake in the arguments gives one line and code 2: %j', async (argv, line) => {
  expect(await runCli(argv)).toEqual({ code: 2, stdout: '', stderr: line });
});

test('every option that takes a number has bounds', () => {
  const parsed = everyCommand(buildProgram(quietIo())).flatMap((command) =>
    command.options
      .filter(({ parseArg, argChoices }) => parseArg !== undefined && argChoices === undefined)
      .map((option) => [`${command.name()} ${option.flags}`, option.parseArg!] as const),
  );
  expect(parsed.length).toBeGreaterThan(30);
  for (const [flags, parse] of parsed)
    for (const text of ['1e300', '-1', `${'9'.repeat(400)}h`])
      expect(() => parse(text, undefined), `${flags} ${text}`).toThrow(
        expect.objectContaining({ code: 'commander.invalidArgument' }),
      );
});

test('an error of the system gives one line and code 2; a bug does not', async () => {
  const { code, stderr } = await runCli(['query', 'select 1', '--run', 'x'.repeat(300)]);
  expect([code, stderr.trim().split('\n').length]).toEqual([2, 1]);
  const failing = (error: Error) =>
    main(['models'], {
      ...quietIo(),
      stdout: {
        write() {
          throw error;
        },
      },
    });
  // A file in place of a folder of the run.
  expect(await failing(Object.assign(new Error('EEXIST: no'), { code: 'EEXIST' }))).toBe(2);
  expect(await failing(Object.assign(new Error('EROFS: no'), { code: 'EROFS' }))).toBe(2);
  expect(await failing(Object.assign(new Error('ENOENT: no'), { code: 'ENOENT' }))).toBe(70);
});

test('every command has help with examples, its own or its group’s', async () => {
  const groups = buildProgram(quietIo()).commands;
  expect(groups.length).toBeGreaterThanOrEqual(commands.length);
  for (const group of groups) {
    const leaves = group.commands.length === 0 ? [[]] : group.commands.map((command) => [command.name()]);
    for (const leaf of leaves) {
      const own = await runCli([group.name(), ...leaf, '--help']);
      const above = await runCli([group.name(), '--help']);
      expect([own.code, above.code]).toEqual([0, 0]);
      const help = own.stdout + above.stdout;
      expect(help).toContain('Examples:');
      expect(help).toContain(`fastvit-bench ${[group.name(), ...leaf].join(' ').replace(/ list$/, '')}`);
    }
  }
});

test('the parser accepts every example of the help', async () => {
  const examples = everyCommand(buildProgram(quietIo())).flatMap((command) => {
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    return examplesIn(help);
  });
  expect(examples.length).toBeGreaterThan(50);
  for (const example of examples) expect([example, await parserError(example)]).toEqual([example, '']);
});

test('an interruption gives exit code 130', async () => {
  expect(await main(['doctor'], { ...quietIo(), signal: AbortSignal.abort() })).toBe(130);
});

test('progress without a terminal: a line per tenth, or after 20 seconds', () => {
  const lines: string[] = [];
  let time = 0;
  const io = { ...quietIo(), stderr: { write: (text: string) => lines.push(text) }, now: () => time };
  const progress = startProgress(io, 100, 'cells');
  for (let done = 0; done <= 20; done++) progress.update(done, `cell ${done}`);
  time = 20_000;
  progress.update(21, 'cell 21');
  progress.stop();
  expect(lines).toEqual([
    '[  0 %] 0/100 cells: cell 0\n',
    '[ 10 %] 10/100 cells: cell 10\n',
    '[ 20 %] 20/100 cells: cell 20\n',
    '[ 21 %] 21/100 cells: cell 21\n',
  ]);
});

/** Colours, a cleared screen, a line that overwrites another, text in the wrong direction. */
const HOSTILE = '\u001b[2J\u009b31m\r\u202ex';
// biome-ignore lint/suspicious/noControlCharactersInRegex: matching control characters is the point.
const RAW = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

test('control characters from outside reach neither stdout nor stderr', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cli-'));
  const run = join(folder, 'run');
  createRun(run, sampleRun({ suite: { name: HOSTILE, digest: 'abc', seed: 1 } as never })).close();
  const lines = [
    await runCli(['run', join(folder, HOSTILE)]),
    await runCli([HOSTILE]),
    await runCli(['query', `SELECT '${HOSTILE}' AS "${HOSTILE}"`, '--run', run]),
    await runCli(['query', `SELECT '${HOSTILE}' AS a`, '--run', run, '--json']),
    await runCli(['query', `SELECT ${HOSTILE}`, '--run', run]),
  ];
  for (const { stdout, stderr } of lines) {
    expect(stdout + stderr).not.toMatch(RAW);
    expect(stdout + stderr).toContain('\\u001b');
  }
  expect(JSON.parse(lines[3]!.stdout)).toEqual([{ a: HOSTILE }]);
  expect(lines.map(({ code }) => code)).toEqual([2, 2, 0, 0, 2]);
});

test('notes and progress escape names; our own colours stay', () => {
  const lines: string[] = [];
  const write = (text: string) => lines.push(text);
  const io = screened({ ...quietIo(), stdout: { write }, stderr: { write } });
  note(io, `${HOSTILE}\nfastvit-bench: all good`);
  printLine(io, `${HOSTILE}\nfastvit-bench: all good`);
  const progress = startProgress(io, 1, 'cells');
  progress.update(0, HOSTILE);
  progress.log(`${HOSTILE}\nfastvit-bench: all good`);
  progress.stop();
  io.stdout.write(formatTable([HOSTILE], [[`${HOSTILE}\nfastvit-bench: all good`]]));
  expect(lines.join('')).not.toMatch(RAW);
  expect(lines.join('')).not.toMatch(/^fastvit-bench: all good/m);
  expect(lines.at(-1)!.trimEnd().split('\n')).toHaveLength(2);
  printOwn(io, '\u001b[32mok\u001b[39m');
  expect(lines.at(-1)).toBe('\u001b[32mok\u001b[39m');
});

test('an error line of any length is shortened', async () => {
  const { code, stderr } = await runCli(['run', 'x'.repeat(100_000)]);
  expect([code, stderr.length]).toEqual([2, expect.any(Number)]);
  expect(stderr.length).toBeLessThan(2100);
});
