import type { Command } from 'commander';
import { buildProgram } from '../../src/cli/program.ts';
import { quietIo } from '../cli/cli.ts';

/** Finds the command lines in a text, each up to a pipe or a second command. */
export function examplesIn(text: string): string[] {
  const lines = text.matchAll(/^ *(?:\$ )?(?:[A-Z_]+=\S+ )*(?:npx )?fastvit-bench (.+)$/gm);
  return [...lines].map(([, line]) => line!.replace(/ +(#|\||>|&&|;| {2}).*$/, ''));
}

/** Parses a command line without running it; returns the error, or '' if it would run. */
export async function parserError(example: string): Promise<string> {
  const program = buildProgram(quietIo());
  let ran = false;
  for (const command of everyCommand(program)) {
    if (command.commands.length > 0) continue;
    command.action(() => {
      ran = true;
    });
  }
  const argv = [...example.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
  const said = await program.parseAsync(argv, { from: 'user' }).then(() => '', String);
  return said === '' && !ran ? 'no command ran' : said;
}

export function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}
