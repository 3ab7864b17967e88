import type { Interpolation } from '../../backbones/models/index.ts';

/** A resampling filter: its weight at distance `x`, in output pixels when shrinking and else in input pixels. */
export interface Filter {
  /** The weight is zero beyond this distance. */
  readonly support: number;
  weight(x: number): number;
}

/** The filters as Pillow's Resample.c defines them; the order of operations decides the last bit. */
export const FILTERS: Readonly<Record<Interpolation, Filter>> = {
  box: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: { support: 2, weight: (x) => cubic(Math.abs(x)) },
  lanczos: { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

/** Keys' cubic with a = -0.5 (Pillow and MATLAB; OpenCV and PyTorch's tensors use -0.75). */
function cubic(x: number): number {
  const a = -0.5;
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

function sinc(x: number): number {
  if (x === 0) return 1;
  const angle = x * Math.PI;
  return Math.sin(angle) / angle;
}
