import { type Calculus, calculus, differentiate, type Program, type Tensor } from '../graph/differentiate/index.ts';
import type { Graph, Parameter } from '../graph/index.ts';
import { residualBranches } from './depth.ts';
import { type Layout, layoutOf } from './layout.ts';

/** What is fixed while a network is trained. */
export interface StepOptions {
  readonly weightDecay: number;
  /** Whether stochastic depth's factors are an input. */
  readonly dropsDepth: boolean;
}

/** One step of training as a program, and what its vectors mean. */
export interface TrainingStep {
  readonly program: Program;
  readonly layout: Layout;
  readonly batch: number;
  readonly classes: number;
  /** Residual branches that `factors` weighs. */
  readonly branches: number;
}

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;
/** Share of a batch in the running statistics, PyTorch's default. */
const MOMENTUM = 0.1;

/**
 * Forward, loss, backward, AdamW (Loshchilov and Hutter, arXiv 1711.05101) and the moving average as one
 * program.
 *
 * Inputs: `images` [3, N H W], channels first; `targets` [N, classes], rows that add up to 1; `factors`
 * [branches, N] with stochastic depth; the vectors `state`, `average` (both of `layout.total`), `first`,
 * `second` (both of `layout.learned`); `settings` [4]: learning rate, the two bias corrections
 * 1 / (1 - beta^t), and the average's decay. Outputs: `loss`, `logits` [N, classes], and the four vectors as
 * they are afterwards, named `next_*`.
 *
 * @param graph a training form, built for the batch
 */
export function trainingStep(graph: Graph, options: StepOptions): TrainingStep {
  const layout = layoutOf(graph);
  const [batch, channels, height, width] = graph.nodes[0]!.shape as [number, number, number, number];
  const to = calculus();
  const state = to.input('state', [layout.total]);
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
  const flat = (tensor: Tensor): Tensor => to.reshape(tensor, [tensor.dims.reduce((n, size) => n * size, 1)]);
  const gradientVector = to.concat(
    layout.places
      .filter(({ parameter }) => parameter.role === 'learnable')
      .map(({ parameter, size }) => {
        const made = gradients.get(parameter);
        return made ? flat(made) : to.constant('zeros', [size], () => new Float32Array(size));
      }),
    0,
  );

  const settings = to.input('settings', [4]);
  const setting = (i: number): Tensor => to.slice(settings, 0, i, i + 1);
  const update = adamW(to, {
    weights: to.slice(state, 0, 0, layout.learned),
    gradient: gradientVector,
    first: to.input('first', [layout.learned]),
    second: to.input('second', [layout.learned]),
    decayed: to.constant('decayed', [layout.learned], () => decayMask(layout, options.weightDecay)),
    rate: setting(0),
    corrections: [setting(1), setting(2)],
  });
  const statistics = layout.places
    .filter(({ parameter }) => parameter.role === 'statistic')
    .map(({ parameter }) => {
      const running = flat(tensorOf(parameter));
      const batchValue = network.statistics.flatMap(({ mean, variance, batch: own }) =>
        mean === parameter ? [own.mean] : variance === parameter ? [own.variance] : [],
      )[0];
      return batchValue ? towards(running, flat(batchValue), to.number(MOMENTUM), to) : running;
    });
  const next = to.concat([update.weights, ...statistics], 0);
  const kept = to.sub(to.number(1), setting(3));
  const outputs = new Map<string, Tensor>([
    ['loss', loss],
    ['logits', logits],
    ['next_state', next],
    ['next_average', towards(to.input('average', [layout.total]), next, kept, to)],
    ['next_first', update.first],
    ['next_second', update.second],
  ]);
  return { program: to.finish(outputs), layout, batch, classes, branches: branches.length };
}

/** Mean over the images of -sum(target log softmax(logits)), and its gradient. */
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
  /** Weight decay of each element. */
  readonly decayed: Tensor;
  readonly rate: Tensor;
  readonly corrections: readonly [Tensor, Tensor];
}

function adamW(to: Calculus, { weights, gradient, decayed, rate, corrections, ...moments }: Update) {
  const first = towards(moments.first, gradient, to.number(1 - BETA1), to);
  const second = towards(moments.second, to.mul(gradient, gradient), to.number(1 - BETA2), to);
  const deviation = to.add(to.unary('sqrt', to.mul(second, corrections[1])), to.number(EPSILON));
  const direction = to.div(to.mul(first, corrections[0]), deviation);
  const step = to.mul(to.add(direction, to.mul(weights, decayed)), rate);
  return { weights: to.sub(weights, step), first, second };
}

/** from + share (onto - from). */
function towards(from: Tensor, onto: Tensor, share: Tensor, to: Calculus): Tensor {
  return to.add(from, to.mul(to.sub(onto, from), share));
}

/** Kernels and matrices decay; biases, norms and layer scales, one number a channel, do not. */
function decayMask(layout: Layout, weightDecay: number): Float32Array {
  const mask = new Float32Array(layout.learned);
  for (const { parameter, offset, size } of layout.places) {
    if (parameter.role !== 'learnable' || size === parameter.shape[0]) continue;
    mask.fill(weightDecay, offset, offset + size);
  }
  return mask;
}
