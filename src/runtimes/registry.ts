import { UserError } from '../files/index.ts';
import { didYouMean } from '../text/index.ts';
import { browser } from './browser.ts';
import { onnxruntime } from './onnxruntime.ts';
import { tfjs } from './tfjs.ts';
import type { ModelFormat, Provider, Runtime, RuntimeSettings } from './types.ts';

/** Every runtime that a suite can name; the first is the default. */
export const RUNTIMES: readonly Runtime[] = [onnxruntime, tfjs, browser];

export interface RuntimeChoice {
  readonly runtime: string;
  readonly provider: string;
}

/** @throws UserError for an unknown runtime, naming the nearest */
export function runtimeNamed(name: string): Runtime {
  const names = RUNTIMES.map(({ name }) => name);
  const found = RUNTIMES[names.indexOf(name)];
  if (found !== undefined) return found;
  throw new UserError(
    `unknown runtime "${name}" (choose from ${names.join(', ')})${didYouMean(name, names)}`,
  );
}

/** Returns a runtime that starts with these settings. @throws UserError for an unknown one, naming the nearest */
export async function openRuntime(name: string, settings: RuntimeSettings = {}): Promise<Runtime> {
  const runtime = runtimeNamed(name);
  return { ...runtime, start: (limits) => runtime.start(limits, settings) };
}

/**
 * Reads how a suite or an option names a runtime: `tfjs`, or `tfjs:wasm` with its provider.
 *
 * @param providers used where the text names none; the runtime's first one if absent
 * @throws UserError for an unknown runtime or provider, naming the nearest
 */
export function runtimeChoices(text: string, providers?: readonly string[]): RuntimeChoice[] {
  const [runtime, ...rest] = text.split(':') as [string, ...string[]];
  const known = Object.keys(runtimeNamed(runtime).providers);
  const named = rest.length > 0 ? [rest.join(':')] : (providers ?? known.slice(0, 1));
  return named.map((provider) => {
    if (known.includes(provider)) return { runtime, provider };
    const elsewhere =
      rest.length > 0 ? '' : `; to set it for this runtime only, write "${runtime}:${known[0]}"`;
    throw new UserError(
      `the runtime "${runtime}" has no provider "${provider}" (choose from ${known.join(', ')})${elsewhere}${didYouMean(provider, known)}`,
    );
  });
}

/** Returns the kind of model file that a provider reads. @throws UserError as `runtimeChoices` does */
export function modelFormat({ runtime, provider }: RuntimeChoice): ModelFormat {
  runtimeChoices(`${runtime}:${provider}`);
  return (runtimeNamed(runtime).providers[provider] as Provider).format;
}

/** Lists the npm packages of all runtimes, whose versions every run records. */
export function runtimePackages(): string[] {
  return [...new Set(RUNTIMES.flatMap(({ packages }) => packages))];
}
