import { cost, type Graph, reparameterize } from '../../backbones/graph/index.ts';
import { buildModel } from '../../backbones/models/index.ts';
import type { Golden } from './golden.ts';

/** A check against a golden; it passed if it has no `difference`. */
export interface Check {
  readonly what: string;
  readonly difference?: string;
}

/** Compares names, shapes and counts of a model with its golden, without running it. */
export function stateChecks(golden: Golden): Check[] {
  const { model, params, macs } = golden;
  const train = buildModel(model, { resolution: macs.size });
  const published = buildModel(model, { resolution: macs.size, reparameterized: true });
  const inference = reparameterize(train);
  const counted = cost(inference);
  return [
    names('names and shapes of the training form', train, golden.manifest),
    ...(golden.inference_manifest
      ? [names('names and shapes of the re-parameterised form', published, golden.inference_manifest)]
      : []),
    equal('parameters of the training form', cost(train).parameters, params.train),
    equal('parameters of the re-parameterised form', cost(published).parameters, params.inference),
    equal('parameters with every batch norm folded', counted.parameters, params.inference_bn_folded),
    equal('MACs', counted.macs.total, macs.total),
    equal('MACs of convolutions', counted.macs.conv, macs.conv),
    equal('MACs of linear layers', counted.macs.linear, macs.linear),
    equal('MACs of attention', counted.macs.attention, macs.attention),
    ...(macs.train_form_total === undefined
      ? []
      : [equal('MACs of the training form', cost(train).macs.total, macs.train_form_total)]),
  ];
}

function equal(what: string, found: number, expected: number): Check {
  return found === expected ? { what } : { what, difference: `${found} instead of ${expected}` };
}

function names(
  what: string,
  graph: Graph,
  manifest: readonly (readonly [string, readonly number[], ...unknown[]])[],
): Check {
  const found = new Map(graph.parameters.map((parameter) => [parameter.name, parameter.shape.join('x')]));
  for (const [name, shape] of manifest) {
    const have = found.get(name);
    if (have === undefined) return { what, difference: `${name} is missing` };
    if (have !== shape.join('x'))
      return { what, difference: `${name} is ${have} instead of ${shape.join('x')}` };
    found.delete(name);
  }
  const [extra] = found.keys();
  return extra === undefined ? { what } : { what, difference: `${extra} is not in the reference` };
}
