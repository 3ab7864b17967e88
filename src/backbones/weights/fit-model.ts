import type { Graph, TensorReader } from '../graph/index.ts';
import { buildModel, type ModelSpec, modelEntry } from '../models/index.ts';
import { bestFit, type Fit, misfitError, misfits, type Reading } from './fit.ts';
import type { OpenedSource } from './locate.ts';
import { nameTables } from './names/index.ts';
import { seededTensor } from './seeded.ts';
import type { TensorSource } from './types.ts';

/** Weights that fit a model, and how to build the model for them. */
export interface ModelWeights {
  /** Where they come from, for records: `seed:0`, a path, `hf:org/name@commit:file`. */
  readonly origin: string;
  /** Number of classes to build the model with. */
  readonly classes: number;
  /** True if the model must be built re-parameterised; there is no training form then. */
  readonly reparameterized: boolean;
  /** The published weight set, if it is one; its preprocessing applies. */
  readonly tag?: string;
  /** Reads tensors by the names of the graph built like that. */
  readonly reader: (graph: Graph) => TensorReader;
  /** Closes the file. */
  close(): void;
}

export const DEFAULT_CLASSES = 1000;

/**
 * Checks opened tensors against a model; see `openWeights`.
 *
 * @throws UserError listing what does not fit.
 */
export function fitWeights(
  model: ModelSpec,
  opened: OpenedSource,
  options: { readonly classes?: number; readonly onNote?: (note: string) => void },
): ModelWeights {
  const { tensors, origin, tag } = opened;
  const wantedClasses = options.classes ?? DEFAULT_CLASSES;
  const fit = bestFit(tensors, readingsOf(model, wantedClasses));
  const { head, reparameterized } = fit.reading;
  const headMisfits = head.filter((name) => isMisfit(fit, name));
  const found = classesOf(fit, tensors);
  const understood = options.classes !== undefined || found !== undefined || headMisfits.length === 0;
  if (misfits(fit) > headMisfits.length || !understood) throw misfitError(fit, modelEntry(model).id, origin);
  const randomHead = headMisfits.length > 0 && options.classes !== undefined;
  if (randomHead)
    options.onNote?.(
      `${origin}: its head (${found ?? 'no'} classes) was replaced by a random one with ${wantedClasses} classes`,
    );
  return {
    origin: randomHead ? `${origin} with a random head` : origin,
    classes: headMisfits.length === 0 || randomHead ? wantedClasses : (found as number),
    reparameterized,
    ...(tag === undefined ? {} : { tag }),
    reader: () => (name, parameter) => {
      if (randomHead && head.includes(name)) return seededTensor(name, parameter.shape, '0');
      const own = fit.names.get(name);
      if (own === undefined) throw new Error(`${name} is not among the tensors of ${origin}`);
      return tensors.read(own);
    },
    close: () => tensors.close(),
  };
}

interface ModelReading extends Reading {
  readonly reparameterized: boolean;
  /** Names of the classifier's weight and bias. */
  readonly head: readonly string[];
}

function readingsOf(model: ModelSpec, classes: number): ModelReading[] {
  const { family, reparameterizes } = modelEntry(model);
  const forms = reparameterizes ? [false, true] : [false];
  return forms.flatMap((reparameterized) => {
    const graph = buildModel(model, { classes, reparameterized });
    const form = reparameterized ? 're-parameterised form' : 'training form';
    const reading = { wanted: graph.parameters, form, reparameterized, head: headOf(graph) };
    return [reading, ...nameTables(family).map((table) => ({ ...reading, table }))];
  });
}

/** The classifier is the linear layer that computes the output. */
function headOf(graph: Graph): string[] {
  const last = graph.nodes.find((node) => node.id === graph.output);
  if (last?.op !== 'linear') throw new Error(`${graph.name} does not end in a linear layer`);
  return last.bias === undefined ? [last.weight.name] : [last.weight.name, last.bias.name];
}

function isMisfit(fit: Fit<Reading>, name: string): boolean {
  return fit.missing.includes(name) || fit.otherShape.some((other) => other.name === name);
}

/** Number of classes of the source's head, if that head fits this trunk. */
function classesOf(fit: Fit<ModelReading>, tensors: TensorSource): number | undefined {
  const [weight = '', bias] = fit.reading.head;
  const own = fit.names.get(weight);
  const wanted = fit.reading.wanted.find(({ name }) => name === weight)?.shape;
  if (own === undefined || wanted === undefined) return undefined;
  const [classes, ...inputs] = tensors.info(own).shape;
  if (classes === undefined || inputs.join() !== wanted.slice(1).join()) return undefined;
  if (bias === undefined) return classes;
  const ownBias = fit.names.get(bias);
  return ownBias !== undefined && tensors.info(ownBias).shape.join() === `${classes}` ? classes : undefined;
}
