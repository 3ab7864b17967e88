import type { InferenceSession } from 'onnxruntime-node';
import { RuntimeOptions } from '../../results/index.ts';
import type { SessionOptions } from '../types.ts';

/**
 * Translates session options to those of onnxruntime-node. All are set, because the defaults differ between versions and
 * machines (a thread count of 0 ignores cgroups). The keys of `extra` are not in its types, but reach the session.
 */
export function onnxruntimeOptions(session: SessionOptions): InferenceSession.SessionOptions {
  const options = RuntimeOptions.parse(session.options ?? {});
  const spin = options.spinning === 'off' ? '0' : '1';
  return {
    executionProviders: [provider(session.provider, options.providerOptions)],
    intraOpNumThreads: session.threads,
    interOpNumThreads: options.interOpThreads,
    graphOptimizationLevel: session.graphOptimization ?? 'all',
    enableCpuMemArena: options.arena,
    enableMemPattern: options.memoryPattern,
    executionMode: options.executionMode,
    logSeverityLevel: 3,
    extra: {
      session: {
        intra_op: { allow_spinning: spin },
        inter_op: { allow_spinning: spin },
        force_spinning_stop: options.spinning === 'during-run' ? '1' : '0',
      },
    },
    ...(session.profilePrefix
      ? { enableProfiling: true, profileFilePrefix: session.profilePrefix }
      : { enableProfiling: false }),
  };
}

function provider(
  name: string,
  providerOptions: RuntimeOptions['providerOptions'],
): InferenceSession.ExecutionProviderConfig {
  // The types include the providers of the web; `create` refuses those that this build lacks.
  return { name, ...providerOptions } as InferenceSession.ExecutionProviderConfig;
}
