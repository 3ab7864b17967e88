import type { ReportLatency } from './latency-rows.ts';

/** Models that the paper compares with each other. */
export interface Study {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly has: (model: string) => boolean;
}

/** The studies of which the rows have at least one model that no other study needs. */
export function studiesOf(rows: readonly ReportLatency[]): Study[] {
  return STUDIES.filter(({ needs }) => rows.some(({ model }) => needs.test(model))).map(
    ({ id, title, note, pattern }) => ({
      id: `study-${id}`,
      title,
      note,
      has: (model) => pattern.test(model),
    }),
  );
}

const STUDIES = [
  {
    id: 'steps',
    title: 'From PoolFormer-S12 to FastViT-S12',
    note: 'The seven steps of the paper’s table 1.',
    pattern: /^(poolformer_s12|s12_step\d_\w+|fastvit_s12)$/,
    needs: /^s12_step/,
  },
  {
    id: 'overparameterisation',
    title: 'Over-parameterisation',
    note: 'Branches while training; after re-parameterisation the cost is the same.',
    pattern: /_plain$|_branches\d|^(fastvit_(t8|s12|sa12|sa36)|mobileone_s[01])$/,
    needs: /_plain$|_branches\d/,
  },
  {
    id: 'large-kernels',
    title: 'Large kernels',
    note: 'Kernel sizes of the MLP and the patch embedding.',
    pattern: /^fastvit_s12(_kernel\d|_small_kernels)?$/,
    needs: /_kernel\d$|_small_kernels$/,
  },
] as const;
