import { type Cost, cost, type Graph, type Operation, reparameterize } from '../graph/index.ts';
import { buildModel, type ModelEntry, modelEntry } from './registry.ts';

/** One line of the list of models. Counts are of the inference form at its published size, batch 1. */
export interface ModelSummary {
  readonly id: string;
  readonly family: string;
  readonly inputSize: number;
  readonly parameters: number;
  readonly macs: number;
  readonly weightBytes: number;
  readonly activationBytes: number;
  /** Published ImageNet top-1 of the default weights, in percent. */
  readonly top1?: number;
  readonly reparameterizes: boolean;
}

export interface ModelDetails extends ModelSummary {
  readonly resolution: readonly [number, number];
  readonly forms: readonly FormCost[];
  /** Top-level modules of the inference form in order, with their cost and output. */
  readonly stages: readonly StageCost[];
  /** Share of each operation, largest MACs first. */
  readonly operations: readonly OperationShare[];
  /** Multiply-accumulates per byte moved: it separates compute-bound from memory-bound models. */
  readonly intensity: number;
  readonly entry: ModelEntry;
}

interface FormCost extends Omit<Cost, 'nodes' | 'macs'> {
  readonly form: 'train' | 'inference';
  readonly macs: number;
  readonly nodes: number;
}

interface StageCost {
  readonly name: string;
  readonly shape: readonly number[];
  readonly macs: number;
  readonly parameters: number;
  readonly activationBytes: number;
}

interface OperationShare {
  readonly op: Operation['op'];
  readonly count: number;
  readonly macs: number;
  readonly activationBytes: number;
}

/** @throws UserError for an unknown id */
export function modelSummary(id: string): ModelSummary {
  const entry = modelEntry(id);
  const { parameters, macs, weightBytes, activationBytes } = cost(reparameterize(buildModel(id)));
  const top1 = publishedTop1(entry);
  return {
    id,
    family: entry.family,
    inputSize: entry.default.inputSize,
    parameters,
    macs: macs.total,
    weightBytes,
    activationBytes,
    ...(top1 === undefined ? {} : { top1 }),
    reparameterizes: entry.reparameterizes,
  };
}

/** @throws UserError for an unknown id, or a resolution that the model cannot take */
export function modelDetails(id: string, resolution?: number): ModelDetails {
  const entry = modelEntry(id);
  const training = buildModel(id, resolution === undefined ? {} : { resolution });
  const inference = reparameterize(training);
  const costs = cost(inference);
  const size = resolution ?? entry.default.inputSize;
  return {
    ...modelSummary(id),
    resolution: [size, size],
    forms: [
      ...(entry.reparameterizes ? [formCost('train', training)] : []),
      formCost('inference', inference),
    ],
    stages: stageCosts(inference, costs),
    operations: operationShares(costs),
    intensity: costs.macs.total / (costs.activationBytes + costs.weightBytes),
    entry,
  };
}

/** ImageNet top-1 of the default weights at the size of the default preprocessing, else the first published. */
export function publishedTop1(entry: ModelEntry): number | undefined {
  const tag = entry.tags.find(({ tag }) => tag === entry.defaultTag) ?? entry.tags[0];
  const published = tag?.accuracy?.imagenet;
  const atSize = published?.find(([size]) => size === entry.default.inputSize);
  return (atSize ?? published?.[0])?.[1] ?? entry.paper?.top1?.value;
}

function formCost(form: 'train' | 'inference', graph: Graph): FormCost {
  const { parameters, macs, weightBytes, activationBytes, nodes } = cost(graph);
  return { form, parameters, macs: macs.total, weightBytes, activationBytes, nodes: nodes.length };
}

/** Groups nodes by the first part of their name; `stages.2` is a group of its own. */
function stageCosts(graph: Graph, { nodes }: Cost): StageCost[] {
  const shapes = new Map(graph.nodes.map(({ name, shape }) => [name, shape]));
  const stages = new Map<string, StageCost>();
  for (const node of nodes) {
    const name = /^(stages\.\d+|[^.]+)/.exec(node.name)?.[0] ?? '(top)';
    const before = stages.get(name);
    stages.set(name, {
      name,
      shape: shapes.get(node.name) ?? [],
      macs: (before?.macs ?? 0) + node.macs,
      parameters: (before?.parameters ?? 0) + node.parameters,
      activationBytes: (before?.activationBytes ?? 0) + node.activationBytes,
    });
  }
  return [...stages.values()];
}

function operationShares({ nodes }: Cost): OperationShare[] {
  const shares = new Map<Operation['op'], OperationShare>();
  for (const { op, macs, activationBytes } of nodes) {
    const before = shares.get(op);
    shares.set(op, {
      op,
      count: (before?.count ?? 0) + 1,
      macs: (before?.macs ?? 0) + macs,
      activationBytes: (before?.activationBytes ?? 0) + activationBytes,
    });
  }
  return [...shares.values()].sort((a, b) => b.macs - a.macs || b.activationBytes - a.activationBytes);
}
