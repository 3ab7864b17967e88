import { z } from 'zod';
import type { Profile } from '../results/index.ts';
import { median } from '../stats/index.ts';

/** An event of onnxruntime's profile (a Chrome trace) for one execution of a node; microseconds. */
const KernelEvent = z.object({
  cat: z.literal('Node'),
  name: z.string().endsWith('_kernel_time'),
  dur: z.number(),
  ts: z.number(),
  args: z.object({ op_name: z.string(), node_index: z.coerce.string(), provider: z.string().optional() }),
});
type KernelEvent = z.infer<typeof KernelEvent>;

/**
 * Sums an onnxruntime profile by operator type and by layer, taking the median over runs for each node.
 *
 * A node belongs to the layer whose name it carries. A fused node carries the name of its last part (a convolution
 * with its layer scale that of the scale); nodes that onnxruntime inserts, such as layout reorders, belong to no
 * layer.
 *
 * @param trace parsed JSON
 * @param layers layer by every name that onnxruntime may use
 * @param skip number of initial runs to ignore
 */
export function profileOfTrace(
  trace: unknown,
  layers: ReadonlyMap<string, string>,
  skip: number,
): Profile & { readonly providers: Record<string, number> } {
  const events = z.array(z.unknown()).parse(trace);
  const kernels = events.flatMap((event) => {
    const parsed = KernelEvent.safeParse(event);
    return parsed.success ? [parsed.data] : [];
  });
  const nodes = new Map<string, KernelEvent[]>();
  for (const kernel of kernels.toSorted((a, b) => a.ts - b.ts)) {
    const key = `${kernel.args.node_index} ${kernel.name}`;
    nodes.set(key, [...(nodes.get(key) ?? []), kernel]);
  }
  const operators = new Map<string, { type: string; count: number; ms: number }>();
  const byLayer = new Map<string, number>();
  const providers: Record<string, number> = {};
  let unmappedMs = 0;
  let runs = 0;
  for (const executions of nodes.values()) {
    const [first] = executions as [KernelEvent];
    const counted = executions.slice(Math.min(skip, executions.length - 1));
    runs = Math.max(runs, counted.length);
    const ms = median(counted.map(({ dur }) => dur)) / 1000;
    const type = first.args.op_name;
    const operator = operators.get(type) ?? { type, count: 0, ms: 0 };
    operators.set(type, { type, count: operator.count + 1, ms: operator.ms + ms });
    const layer = layerOf(first.name.replace(/_kernel_time$/, ''), layers);
    if (layer === undefined) unmappedMs += ms;
    else byLayer.set(layer, (byLayer.get(layer) ?? 0) + ms);
    const provider = first.args.provider ?? 'unknown';
    providers[provider] = (providers[provider] ?? 0) + 1;
  }
  return {
    runs,
    operators: [...operators.values()].sort((a, b) => b.ms - a.ms),
    layers: [...byLayer].map(([name, ms]) => ({ name, ms })),
    unmappedMs,
    providers,
  };
}

/** Finds the layer of a node name: `a.b.conv_nchwc` is layer `a.b.conv`, `a.attention.scores` is `a.attention`. */
export function layerOf(name: string, layers: ReadonlyMap<string, string>): string | undefined {
  for (let known = name; ; ) {
    const layer = layers.get(known);
    if (layer !== undefined) return layer;
    const cut = Math.max(known.lastIndexOf('.'), known.lastIndexOf('_'), known.lastIndexOf('/'));
    if (cut <= 0) return undefined;
    known = known.slice(0, cut);
  }
}
