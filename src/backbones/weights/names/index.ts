import { appleFastVit } from './apple-fastvit.ts';
import { appleMobileOne } from './apple-mobileone.ts';
import { originalConvNeXt } from './original-convnext.ts';
import { originalPoolFormer } from './original-poolformer.ts';
import type { NameTable } from './table.ts';

export { type NameTable, rename } from './table.ts';

/** Releases of each family whose names are not those of the graph. */
const tables: Readonly<Record<string, readonly NameTable[]>> = {
  fastvit: [appleFastVit],
  mobileone: [appleMobileOne],
  poolformer: [originalPoolFormer],
  convnext: [originalConvNeXt],
};

export function nameTables(family: string): readonly NameTable[] {
  return tables[family] ?? [];
}
