import type * as Ort from 'onnxruntime-web';

/** Number of nodes per provider, and of nodes per operator that fell back to the CPU. */
export interface Placement {
  readonly nodes: Readonly<Record<string, number>>;
  readonly onCpu: Readonly<Record<string, number>>;
}

/**
 * Reads from onnxruntime's own log where it puts the nodes of a model, while a session is created.
 * `nodes` is empty if this version of onnxruntime logs it differently.
 */
export async function placementOf(
  ort: typeof Ort,
  model: Uint8Array,
  executionProviders: Ort.InferenceSession.SessionOptions['executionProviders'],
): Promise<Placement> {
  const lines: string[] = [];
  const record = (...parts: unknown[]) => lines.push(...parts.join(' ').split('\n'));
  const console = globalThis.console as unknown as Record<string, (...parts: unknown[]) => void>;
  const names = ['log', 'info', 'debug', 'warn', 'error'];
  const before = names.map((name) => console[name]!);
  for (const name of names) console[name] = record;
  try {
    const session = await ort.InferenceSession.create(model, {
      executionProviders: executionProviders!,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 0,
      logVerbosityLevel: 0,
    });
    await session.release();
  } finally {
    for (const [i, name] of names.entries()) console[name] = before[i]!;
  }
  return parsePlacement(lines);
}

/** Reads `Node(s) placed on [XExecutionProvider]. Number of nodes: N` and the operators listed below it. */
export function parsePlacement(lines: readonly string[]): Placement {
  const nodes: Record<string, number> = {};
  const onCpu: Record<string, number> = {};
  let listing: string | undefined;
  for (const line of lines) {
    const header = /[Nn]ode\(?s?\)? placed on \[(\w+?)(?:ExecutionProvider)?\]\. Number of nodes: (\d+)/.exec(
      line,
    );
    if (header) {
      const [, provider, count] = header as unknown as [string, string, string];
      nodes[provider] = Number(count);
      listing = provider;
      continue;
    }
    const listed = /(?:^|\])\s+(\w+) \(.*\)\s*$/.exec(line);
    if (listing === 'CPU' && listed) onCpu[listed[1]!] = (onCpu[listed[1]!] ?? 0) + 1;
  }
  return { nodes, onCpu };
}
