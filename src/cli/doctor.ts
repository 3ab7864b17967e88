import type { Command } from 'commander';
import pc from 'picocolors';
import { type Io, isInteractive, printJson, printLine, printOwn } from './io.ts';

export function doctorCommand(program: Command, io: Io): void {
  program
    .command('doctor')
    .description('check the installation: what works, what is missing, and how to get it')
    .option('--quick', 'skip trying each runtime, which takes half a minute')
    .option('--json', 'print the findings as one JSON document')
    .addHelpText(
      'after',
      `
Exit code 1 if a required part does not work. Optional parts may be missing.

Examples:
  fastvit-bench doctor
  fastvit-bench doctor --quick
  fastvit-bench doctor --json | jq '.checks[] | select(.state != "ok")'`,
    )
    .action(async (options: { json?: boolean; quick?: boolean }) => {
      const { installationChecks, runChecks } = await import('./doctor/checks.ts');
      const { runtimeChecks } = await import('./doctor/runtimes.ts');
      const { captureEnvironment } = await import('../results/index.ts');
      const { RUNTIMES, runtimePackages } = await import('../runtimes/index.ts');
      const checks = await runChecks(
        [...installationChecks(RUNTIMES, io.env, 'results'), ...(options.quick ? [] : runtimeChecks())],
        io.signal,
      );
      const environment = captureEnvironment(runtimePackages());
      if (checks.some(({ state }) => state === 'broken')) io.exitCode = 1;
      if (options.json) return printJson(io, { environment, checks });

      const colour = pc.createColors(isInteractive(io));
      const mark = {
        ok: colour.green('ok     '),
        missing: colour.yellow('missing'),
        broken: colour.red('broken '),
      };
      for (const { name, state, detail, fix } of checks) {
        printOwn(io, mark[state]);
        printLine(io, `  ${name.padEnd(22)} ${detail}`);
        if (fix) printLine(io, `         ${''.padEnd(22)} fix: ${fix}`);
      }
      const { cpu, memory, os, limits } = environment;
      io.stdout.write(
        `\nmachine  ${cpu.model}, ${cpu.logicalCores} logical cores, ${gib(memory.totalBytes)} GiB, `,
      );
      io.stdout.write(`${os.name} ${os.release}\n`);
      if (limits.cpus !== undefined) io.stdout.write(`limits   ${limits.cpus} CPUs (container)\n`);
      if (limits.memoryBytes !== undefined)
        io.stdout.write(`limits   ${gib(limits.memoryBytes)} GiB of memory (container)\n`);
    });
}

function gib(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1);
}
