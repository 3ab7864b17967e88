import {
  type BatchStatistics,
  type Calculus,
  calculus,
  count,
  differentiate,
  type Program,
  type Tensor,
} from '../backbones/graph/differentiate/index.ts';
import type { Graph, Parameter } from '../backbones/graph/index.ts';
import { residualBranches } from './depth.ts';
import { type Layout, layoutOf } from './layout.ts';

/** What is constant during a training. */
export interface StepOptions {
  readonly weightDecay: number;
  /** Whether the factors of stochastic depth are an input. */
  readonly dropsDepth: boolean;
}

/** One training step as a program, and the layout of its vectors. */
export interface TrainingStep {
  readonly program: Program;
  readonly layout: Layout;
  readonly batch: number;
  readonly classes: number;
  /** Number of residual branches that `factors` scales. */
  readonly branches: number;
}

/** AdamW's decay rates of the first and the second moment. */
export const BETAS = [0.9, 0.999] as const;
const EPSILON = 1e-8;
/** Weight of a batch in the running statistics, PyTorch's default. */
const MOMENTUM = 0.1;

/**
 * Builds one program of forward pass, loss, backward pass, AdamW (Loshchilov and Hutter, arXiv 1711.05101) and
 * moving average.
 *
 * Inputs: `images` [3, N H W], channels first; `targets` [N, classes], rows that sum to 1; `factors`
 * [branches, N] with stochastic depth; the vectors `state`, `average` (columns of `layout.total`), `first`,
 * `second` (columns of `layout.learned`); `settings` [4]: learning rate, the two bias corrections
 * 1 / (1 - beta^t), and the average's decay. Outputs: `loss`, `logits` [N, classes], and the four vectors as
 * they are after the step, named `next_*`.
 *
 * @param graph a training form, built for the batch
 */
export function trainingStep(graph: Graph, options: StepOptions): TrainingStep {
  const layout = layoutOf(graph);
  const [batch, channels, height, width] = graph.nodes[0]!.shape as [number, number, number, number];
  const to = calculus();
  const state = to.input('state', [layout.total, 1]);
  const places = new Map(layout.places.map((place) => [place.parameter, place]));
  const tensorOf = (parameter: Parameter): Tensor => {
    const { offset, size } = places.get(parameter)!;
    return to.reshape(to.slice(state, 0, offset, offset + size), parameter.shape);
  };
  const branches = options.dropsDepth ? residualBranches(graph) : [];
  const factors = branches.length > 0 ? to.input('factors', [branches.length, batch]) : undefined;

  const network = differentiate(graph, to, {
    input: to.input('images', [channels, batch * height * width]),
    parameter: tensorOf,
    factor(node, term) {
      const index = branches.findIndex((branch) => branch.node === node && branch.term === term);
      if (factors === undefined || index < 0) return undefined;
      return to.reshape(to.slice(factors, 0, index, index + 1), [1, batch, 1]);
    },
  });
  const classes = network.output.dims[0]!;
  const logits = to.transpose(network.output, [1, 0]);
  const { loss, gradient } = crossEntropy(logits, to.input('targets', [batch, classes]), to);
  const gradients = network.gradients(to.transpose(gradient, [1, 0]));
  const column = (tensor: Tensor): Tensor => to.reshape(tensor, [count(tensor.dims), 1]);
  const gradientVector = to.concat(
    layout.places
      .filter(({ parameter }) => parameter.role === 'learnable')
      .map(({ parameter, size }) => {
        const made = gradients.get(parameter);
        return made ? column(made) : to.constant('zeros', [size, 1], () => new Float32Array(size));
      }),
    0,
  );

  const settings = to.input('settings', [4, 1]);
  const setting = (i: number): Tensor => to.slice(settings, 0, i, i + 1);
  const update = adamW(to, {
    weights: to.slice(state, 0, 0, layout.learned),
    gradient: gradientVector,
    first: to.input('first', [layout.learned, 1]),
    second: to.input('second', [layout.learned, 1]),
    decayed: to.constant('decayed', [layout.learned, 1], () => decayMask(layout, options.weightDecay)),
    rate: setting(0),
    corrections: [setting(1), setting(2)],
  });
  const running = runningStatistics(layout, state, network.statistics, to);
  const next = to.concat([update.weights, ...running], 0);
  const kept = to.sub(to.number(1), setting(3));
  const outputs = new Map<string, Tensor>([
    ['loss', loss],
    ['logits', logits],
    ['next_state', next],
    ['next_average', towards(to.input('average', [layout.total, 1]), next, kept, to)],
    ['next_first', update.first],
    ['next_second', update.second],
  ]);
  return { program: to.finish(outputs), layout, batch, classes, branches: branches.length };
}

/** Moves the running statistics, as one vector, towards those of the batch, with unbiased variances. */
function runningStatistics(
  layout: Layout,
  state: Tensor,
  seen: readonly BatchStatistics[],
  to: Calculus,
): Tensor[] {
  if (layout.total === layout.learned) return [];
  const places = layout.places.filter(({ parameter }) => parameter.role === 'statistic');
  const bessel = new Float32Array(layout.total - layout.learned).fill(1);
  const parts = places.map(({ parameter, offset, size }) => {
    const own = seen.find(({ node }) => node.mean === parameter || node.variance === parameter);
    if (own === undefined) throw new Error(`${parameter.name}: no batch norm reads it`);
    if (own.node.mean === parameter) return own.mean;
    const start = offset - layout.learned;
    bessel.fill(own.samples / Math.max(1, own.samples - 1), start, start + size);
    return own.variance;
  });
  const batch = to.mul(
    to.concat(parts, 0),
    to.constant('bessel', [bessel.length, 1], () => bessel),
  );
  return [towards(to.slice(state, 0, layout.learned, layout.total), batch, to.number(MOMENTUM), to)];
}

/** Returns the mean over the images of -sum(target log softmax(logits)), and its gradient. */
function crossEntropy(logits: Tensor, targets: Tensor, to: Calculus): { loss: Tensor; gradient: Tensor } {
  const share = to.number(1 / logits.dims[0]!);
  const total = to.sum(to.mul(targets, to.logSoftmax(logits)), [0, 1]);
  return {
    loss: to.reshape(to.unary('neg', to.mul(total, share)), [1]),
    gradient: to.mul(to.sub(to.softmax(logits), targets), share),
  };
}

interface Update {
  readonly weights: Tensor;
  readonly gradient: Tensor;
  readonly first: Tensor;
  readonly second: Tensor;
  /** Weight decay per element. */
  readonly decayed: Tensor;
  readonly rate: Tensor;
  readonly corrections: readonly [Tensor, Tensor];
}

function adamW(to: Calculus, { weights, gradient, decayed, rate, corrections, ...moments }: Update) {
  const first = towards(moments.first, gradient, to.number(1 - BETAS[0]), to);
  const second = towards(moments.second, to.mul(gradient, gradient), to.number(1 - BETAS[1]), to);
  const deviation = to.add(to.unary('sqrt', to.mul(second, corrections[1])), to.number(EPSILON));
  const direction = to.div(to.mul(first, corrections[0]), deviation);
  const step = to.mul(to.add(direction, to.mul(weights, decayed)), rate);
  return { weights: to.sub(weights, step), first, second };
}

/** from + share (onto - from). */
function towards(from: Tensor, onto: Tensor, share: Tensor, to: Calculus): Tensor {
  return to.add(from, to.mul(to.sub(onto, from), share));
}

/** Kernels and matrices decay; biases, norms and layer scales, with one value per channel, do not. */
function decayMask(layout: Layout, weightDecay: number): Float32Array {
  const mask = new Float32Array(layout.learned);
  for (const { parameter, offset, size } of layout.places) {
    if (parameter.role !== 'learnable' || size === parameter.shape[0]) continue;
    mask.fill(weightDecay, offset, offset + size);
  }
  return mask;
}
