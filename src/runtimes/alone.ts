import type { ProcessLimits, Runtime, RuntimeModel, RuntimeSession, SessionOptions } from './types.ts';

/** Opens a model in a process of its own, which ends when the session is closed. */
export async function openAlone(
  runtime: Runtime,
  model: RuntimeModel,
  options: SessionOptions,
  limits: ProcessLimits = { timeoutMs: 120_000 },
): Promise<RuntimeSession> {
  const host = await runtime.start(limits);
  try {
    const session = await host.open(model, options);
    return {
      ...session,
      close: async () => {
        // A profile is written when its session ends. A process that is dead has nothing left to end.
        await session.close().catch(() => {});
        await host.close();
      },
    };
  } catch (error) {
    await host.close();
    throw error;
  }
}
