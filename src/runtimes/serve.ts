import { writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { messageOf } from '../files/index.ts';
import type { Engine, LoadedModel } from './engine.ts';
import type { Answers, Numbered, Reply, Request } from './protocol.ts';
import { ownPeak } from './resident.ts';
import { sampleRuns } from './sample.ts';

/** The loop of a child process: opens and runs models as its parent asks, one request at a time. */
export function serve(engine: Engine): void {
  // Where memory runs out, the kernel should end this process and not the one that keeps the results.
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // Only Linux has it.
  }
  const sessions = new Map<number, LoadedModel>();
  let queue = Promise.resolve();
  process.on('message', ({ id, request }: Numbered) => {
    queue = queue.then(async () => {
      const reply = await answer(engine, sessions, request).then(
        (value): Reply => ({ id, value }),
        (error): Reply => ({ id, error: messageOf(error) }),
      );
      process.send?.(reply);
    });
  });
  // A parent that is gone has no use for results.
  process.on('disconnect', () => process.exit(0));
  process.send?.({ id: 0, value: null } satisfies Reply);
}

async function answer(
  engine: Engine,
  sessions: Map<number, LoadedModel>,
  request: Request,
): Promise<Answers[keyof Answers]> {
  switch (request.type) {
    case 'open': {
      await engine.prepare?.(request.options);
      const start = performance.now();
      const loaded = await engine.open(request.model, request.options);
      const sessionMs = loaded.sessionMs ?? performance.now() - start;
      sessions.set(request.session, loaded);
      return { sessionMs, options: loaded.options };
    }
    case 'run': {
      const loaded = sessions.get(request.session)!;
      const sample = (count: number) =>
        loaded.sample?.(count) ??
        sampleRuns(
          () => loaded.run(),
          count,
          () => performance.now(),
        );
      // Before them and not by a message of their own: the processor would rest in between.
      if (request.uncounted > 0) await sample(request.uncounted);
      return sample(request.count);
    }
    case 'infer':
      return sessions.get(request.session)!.run(request.input);
    case 'release': {
      await sessions.get(request.session)?.close();
      sessions.delete(request.session);
      return null;
    }
    case 'peak':
      return engine.peakRssBytes?.() ?? ownPeak();
  }
}
