import type { Clock } from '../../../src/backbones/weights/hub/patience.ts';

/**
 * A clock that moves on by a tenth of a second in each turn of the event loop, for a client and a server of one
 * process: however slow the machine is, an answer takes a few turns, and a minute of silence takes six hundred.
 */
export function turnClock(): Clock {
  let now = 0;
  const timers = new Set<{ readonly at: number; readonly action: () => void }>();
  let running = false;
  const turn = () => {
    now += 100;
    for (const timer of [...timers]) {
      if (timer.at > now || !timers.delete(timer)) continue;
      timer.action();
    }
    running = timers.size > 0;
    if (running) setTimeout(turn, 1);
  };
  return {
    now: () => now,
    after(milliseconds, action) {
      const timer = { at: now + milliseconds, action };
      timers.add(timer);
      if (!running) setTimeout(turn, 1);
      running = true;
      return () => timers.delete(timer);
    },
  };
}
