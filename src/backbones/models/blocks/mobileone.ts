import type { ActivationKind, Builder, Value } from '../../graph/index.ts';

interface MobileOneOptions {
  readonly out: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly groups?: number;
  /** Parallel k x k branches; 0 leaves only the batch norm of the identity branch. */
  readonly branches?: number;
  /** Adds a 1x1 branch next to a larger kernel (default: yes). */
  readonly scaleBranch?: boolean;
  /** Adds a batch norm of the input if shapes allow (default: yes). */
  readonly identityBranch?: boolean;
  readonly squeezeExcite?: (x: Value) => Value;
  readonly activation?: ActivationKind;
  /** Builds what re-parameterisation leaves: one convolution with bias, `reparam_conv`. */
  readonly reparameterized?: boolean;
}

/**
 * The multi-branch block of MobileOne (arXiv 2206.04040, figure 3), which FastViT uses too: parallel
 * k x k convolutions, a 1x1 convolution and the identity, each with a batch norm, summed; then an
 * optional squeeze-excite and the activation. Names as in timm: `conv_kxk.{i}`, `conv_scale`, `identity`.
 */
export function mobileOneBlock(b: Builder, x: Value, options: MobileOneOptions): Value {
  const { out, kernel, stride = 1, groups = 1, squeezeExcite, activation } = options;
  const summed = options.reparameterized
    ? b.conv('reparam_conv', x, { out, kernel, stride, groups, bias: true })
    : b.sum(...branches(b, x, options));
  const excited = squeezeExcite ? squeezeExcite(summed) : summed;
  return activation ? b.activation(activation, excited) : excited;
}

function branches(b: Builder, x: Value, options: MobileOneOptions): Value[] {
  const { out, kernel, stride = 1, groups = 1, branches: count = 1 } = options;
  const { scaleBranch = true, identityBranch = true } = options;
  const made: Value[] = [];
  // Declared in the order of the public state dict: identity, k x k branches, scale.
  if (identityBranch && out === x.shape[1] && stride === 1) made.push(b.batchNorm('identity', x));
  b.scope('conv_kxk', () => {
    for (let i = 0; i < count; i++) made.push(convNorm(b, `${i}`, x, { out, kernel, stride, groups }));
  });
  if (scaleBranch && kernel > 1 && count > 0)
    made.push(convNorm(b, 'conv_scale', x, { out, kernel: 1, stride, groups }));
  return made;
}

/** A bias-free convolution (`<name>.conv`) and its batch norm (`<name>.bn`). */
export function convNorm(
  b: Builder,
  name: string,
  x: Value,
  options: { out: number; kernel: number; stride?: number; groups?: number },
): Value {
  return b.scope(name, () => b.batchNorm('bn', b.conv('conv', x, options)));
}
