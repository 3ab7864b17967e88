import { readFileSync } from 'node:fs';
import { nameOf } from '../files/index.ts';

/**
 * Returns the arguments of this process with names that are not UTF-8, for which Node puts U+FFFD. Linux knows the
 * bytes; elsewhere names are text.
 *
 * @param argv without the program and the script
 */
export function argumentsWithNames(
  argv: readonly string[],
  commandLine = () => readFileSync('/proc/self/cmdline'),
): readonly string[] {
  if (process.platform !== 'linux' || !argv.some((text) => text.includes('\ufffd'))) return argv;
  const all = nameOf(commandLine()).split('\0').slice(0, -1);
  return all.slice(all.length - argv.length);
}
