import { lstatSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

/** What came of one step. */
export interface Said {
  readonly line: string;
  /** Exit code; the name of a signal where one ended the process. */
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
  /** Whether the harness interrupted it. */
  readonly stopped?: boolean;
}

/** What a user must never see. */
export function complaints({ line, code, stdout, stderr, stopped = false }: Said): string[] {
  const found: string[] = [];
  const allowed = stopped ? [0, 1, 2, 130] : [0, 1, 2];
  if (!allowed.includes(code as number)) found.push(`exit code ${code}: ${traceOf(stderr)}`);
  else if (/^\s+at .+:\d+:\d+\)?$/m.test(stderr)) found.push(`a stack trace: ${traceOf(stderr)}`);
  const errors = stderr.split('\n').filter((text) => text.startsWith('fastvit-bench: '));
  if (code === 2 && errors.length !== 1) found.push(`${errors.length} error lines: ${traceOf(stderr)}`);
  if (errors.some((text) => /\[object |process undefined/.test(text)))
    found.push(`an odd message: ${errors[0]}`);
  if (errors.some((text) => text.length > LONGEST))
    found.push(`an error line of ${errors[0]!.length} characters`);
  for (const [name, text] of Object.entries({ stdout, stderr })) {
    const raw = CONTROL.exec(text);
    if (raw) found.push(`${name} holds a raw ${JSON.stringify(raw[0])}`);
  }
  return found.map((problem) => `${line.slice(0, 200)}: ${problem}`);
}

const LONGEST = 4000;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these must not reach a terminal.
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

/** The message and the first line of our own in the trace. */
function traceOf(stderr: string): string {
  const lines = stderr.trimEnd().split('\n');
  const message = lines.findLast((text) => /error|Error|fastvit-bench:/.test(text) && !/^\s+at /.test(text));
  const place = lines.find((text) => /^\s+at .*\/(src|report|corruptions|dist)\//.test(text));
  return `${(message ?? lines.at(-1) ?? '').slice(0, 300)}${place === undefined ? '' : ` ${place.trim()}`}`;
}

/**
 * What a try left behind that it should not: temporary files, the outputs of a refused command, files outside of its
 * folder.
 *
 * @param outer holds the folder of the try, `inside`, and that for temporary files, `tmp`
 */
export function leftovers(outer: string, outputs: readonly string[]): string[] {
  const outside = readdirSync(outer).filter((name) => name !== 'inside' && name !== 'tmp');
  // Libraries leave caches there, too.
  const temporary = readdirSync(join(outer, 'tmp')).filter((name) => name.startsWith('fastvit-bench'));
  const half = filesBelow(join(outer, 'inside')).filter((path) => /\.tmp$/.test(path));
  const written = outputs.filter((path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined);
  return [
    ...outside.map((name) => `wrote ${name} outside of its folder`),
    ...temporary.map((name) => `left ${name} in the temporary folder`),
    ...half.map((path) => `left the half-written ${relative(outer, path)}`),
    ...written.map((path) => `was refused, and left ${relative(outer, path)}`),
  ];
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    });
  } catch {
    return [];
  }
}
