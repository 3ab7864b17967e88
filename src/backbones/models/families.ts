import type { z } from 'zod';
import type { Builder, Value } from '../graph/index.ts';
import { CmtConfig, cmt, cmtVariants } from './cmt.ts';
import { ConvNextConfig, convnext, convnextVariants } from './convnext.ts';
import { EfficientNetConfig, efficientnet, efficientnetVariants } from './efficientnet.ts';
import { FastVitConfig, fastvit, fastvitVariants } from './fastvit.ts';
import { MobileOneConfig, mobileone, mobileoneVariants } from './mobileone.ts';
import { PoolFormerConfig, poolformer, poolformerVariants } from './poolformer.ts';

/** A family: one architecture, and its published variants as configurations of it. */
interface Family {
  /** Schema of a configuration: its only definition, which suites are checked against. */
  readonly schema: z.ZodObject;
  readonly variants: Readonly<Record<string, Config>>;
  /** Adds the network of a configuration that the schema accepted to a graph. */
  readonly build: (b: Builder, config: Config, classes: number) => Value;
  /** True if the training and the inference form of a configuration differ. */
  readonly reparameterizes: (config: Config) => boolean;
}

/** A family's configuration, with the type that its file declares. */
export type Config = Readonly<Record<string, unknown>>;

const always = (): boolean => true;
const never = (): boolean => false;

/** Every family, one line each. */
export const families = {
  fastvit: family(FastVitConfig, fastvitVariants, fastvit, always),
  poolformer: family(
    PoolFormerConfig,
    poolformerVariants,
    poolformer,
    (config) => config.mixers?.includes('repmixer') ?? false,
  ),
  mobileone: family(MobileOneConfig, mobileoneVariants, mobileone, always),
  efficientnet: family(EfficientNetConfig, efficientnetVariants, efficientnet, never),
  convnext: family(ConvNextConfig, convnextVariants, convnext, never),
  cmt: family(CmtConfig, cmtVariants, cmt, never),
} as const satisfies Readonly<Record<string, Family>>;

export type FamilyName = keyof typeof families;

/** Erases the type of a family's configuration, which its schema checks. */
function family<Schema extends z.ZodObject>(
  schema: Schema,
  variants: Readonly<Record<string, z.infer<Schema>>>,
  build: (b: Builder, config: z.infer<Schema>, classes: number) => Value,
  reparameterizes: (config: z.infer<Schema>) => boolean,
): Family {
  return {
    schema,
    variants,
    build: (b, config, classes) => build(b, config as z.infer<Schema>, classes),
    reparameterizes: (config) => reparameterizes(config as z.infer<Schema>),
  };
}
