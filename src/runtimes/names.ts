import { UserError } from '../files/index.ts';
import { didYouMean } from '../text/index.ts';
import type { ModelFormat } from './types.ts';

/** Every provider of every runtime, with the file it reads; the first is meant where none is named. */
const PROVIDERS: Readonly<Record<string, Readonly<Record<string, ModelFormat>>>> = {
  onnxruntime: { cpu: 'onnx', webgpu: 'onnx', cuda: 'onnx', tensorrt: 'onnx', coreml: 'onnx', dml: 'onnx' },
  tfjs: { wasm: 'tfjs', cpu: 'tfjs', tensorflow: 'tfjs' },
  browser: {
    wasm: 'onnx',
    webgpu: 'onnx',
    webnn: 'onnx',
    'tfjs-wasm': 'tfjs',
    'tfjs-webgl': 'tfjs',
    'tfjs-webgpu': 'tfjs',
  },
};

export interface RuntimeChoice {
  readonly runtime: string;
  readonly provider: string;
}

export function runtimeNames(): string[] {
  return Object.keys(PROVIDERS);
}

/** @throws UserError for an unknown runtime, naming the nearest */
export function providerNames(runtime: string): string[] {
  return Object.keys(providersOf(runtime));
}

/**
 * What a suite or an option says of a runtime: `tfjs`, or `tfjs:wasm` with its provider.
 *
 * @param providers what to take where the text names none; the runtime's own first one if absent
 * @throws UserError for an unknown runtime or provider, naming the nearest
 */
export function runtimeChoices(text: string, providers?: readonly string[]): RuntimeChoice[] {
  const [runtime, ...rest] = text.split(':') as [string, ...string[]];
  const known = providerNames(runtime);
  const named = rest.length > 0 ? [rest.join(':')] : (providers ?? known.slice(0, 1));
  return named.map((provider) => {
    if (known.includes(provider)) return { runtime, provider };
    const elsewhere = rest.length > 0 ? '' : `; for one runtime alone write "${runtime}:${known[0]}"`;
    throw new UserError(
      `the runtime "${runtime}" has no provider "${provider}" (it has ${known.join(', ')})${elsewhere}${didYouMean(provider, known)}`,
    );
  });
}

/** What kind of model file a provider reads. @throws UserError as `runtimeChoices` does */
export function modelFormat({ runtime, provider }: RuntimeChoice): ModelFormat {
  runtimeChoices(`${runtime}:${provider}`);
  return providersOf(runtime)[provider] as ModelFormat;
}

function providersOf(runtime: string): Readonly<Record<string, ModelFormat>> {
  if (Object.hasOwn(PROVIDERS, runtime)) return PROVIDERS[runtime]!;
  const names = runtimeNames();
  throw new UserError(
    `unknown runtime "${runtime}" (there are ${names.join(', ')})${didYouMean(runtime, names)}`,
  );
}
