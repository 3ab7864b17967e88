import cliProgress from 'cli-progress';
import { visibleLine } from '../text/index.ts';
import { type Io, isInteractive, note } from './io.ts';

/** Shows how far a long job is. */
export interface Progress {
  /** Shows `done` of the total and what is happening now. */
  update(done: number, doing: string): void;
  /** Prints a line that stays: a failure, a decision. */
  log(line: string): void;
  /** Removes the bar. Call it in a `finally`. */
  stop(): void;
}

/**
 * Starts a bar on a terminal; elsewhere (CI logs) plain lines, one per tenth of the work or per 20 seconds, whichever
 * comes first.
 *
 * @param total in any unit, > 0
 * @param label what is counted, e.g. `cells`
 */
export function startProgress(io: Io, total: number, label: string): Progress {
  return isInteractive(io) ? bar(io, total, label) : lines(io, total, label);
}

function bar(io: Io, total: number, label: string): Progress {
  const multi = new cliProgress.MultiBar(
    {
      format: `{bar} {value}/{total} ${label} | {duration_formatted} | {doing}`,
      stream: io.stderr as NodeJS.WriteStream,
      hideCursor: true,
      clearOnComplete: true,
      formatValue: (value) => String(Math.floor(value)),
      barsize: 24,
      linewrap: false,
      fps: 8,
    },
    cliProgress.Presets.shades_classic,
  );
  const task = multi.create(total, 0, { doing: '' });
  return {
    update: (done, doing) => task.update(Math.min(done, total), { doing: visibleLine(doing) }),
    log: (line) => multi.log(`${visibleLine(line)}\n`),
    stop: () => multi.stop(),
  };
}

function lines(io: Io, total: number, label: string): Progress {
  let tenth = -1;
  let last = io.now();
  return {
    update(done, doing) {
      const reached = Math.floor((10 * done) / total);
      if (reached === tenth && io.now() - last < 20_000) return;
      tenth = reached;
      last = io.now();
      note(
        io,
        `[${String(Math.floor((100 * done) / total)).padStart(3)} %] ${Math.floor(done)}/${total} ${label}: ${visibleLine(doing)}`,
      );
    },
    log: (line) => note(io, line),
    stop() {},
  };
}
