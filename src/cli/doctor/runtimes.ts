import { probeRuntime, RUNTIMES, type Runtime } from '../../runtimes/index.ts';
import type { Check } from './checks.ts';

/** The providers of the runtimes that need more than an installed package: each is tried on a small network. */
export function runtimeChecks(runtimes: readonly Runtime[] = RUNTIMES): Check[] {
  return runtimes.flatMap((runtime) =>
    Object.entries(runtime.providers).flatMap(([provider, { doctor }]) =>
      doctor === undefined
        ? []
        : [
            {
              name: `${runtime.name}:${provider}`,
              ...doctor,
              optional: true,
              probe: async () => describe(await probeRuntime({ runtime: runtime.name, provider })),
            },
          ],
    ),
  );
}

/** Describes a session in a few words. */
function describe(session: Record<string, unknown>): string {
  const { version, tensorflow, simd, browser, adapter, software } = session;
  return [
    version,
    tensorflow && `TensorFlow ${tensorflow}`,
    simd && 'SIMD',
    browser,
    adapter && `${adapter}${software ? ' (software)' : ''}`,
  ]
    .filter(Boolean)
    .join(', ');
}
