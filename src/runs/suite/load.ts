import { dirname, isAbsolute, resolve } from 'node:path';
import { parseWeightsSource, type WeightsSource } from '../../backbones/weights/index.ts';
import { INPUTS, packageFile, readJsonFile, UserError } from '../../files/index.ts';
import { TEXTURES } from '../../train/textures/index.ts';
import { accuracySections } from './accuracy.ts';
import type { Claim } from './claim.ts';
import { firstDuplicate } from './duplicates.ts';
import { explainIssues } from './explain.ts';
import { type ModelRef, modelRefId } from './models.ts';
import { Suite } from './schema.ts';

export interface LoadedSuite {
  /** As written, with defaults filled in: the same on every machine. */
  readonly suite: Suite;
  /** With absolute paths and variables replaced. */
  readonly resolved: Suite;
  readonly path: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads and checks a suite file.
 *
 * @param env values for `${NAME}` in paths
 * @throws UserError for a missing file, invalid JSON (with line and column), an unknown key (with the nearest known
 *   one), or a wrong value (with its place)
 */
export function loadSuite(path: string, env: Env): LoadedSuite {
  const suite = withoutAbsentData(parseSuite(readJsonFile(path, INPUTS.suite), path), env);
  return { suite, resolved: resolvePaths(suite, path, env), path };
}

/**
 * The claims that a suite names or holds.
 * @throws UserError if the file that it names cannot be read or contains no claims
 */
export function claimsOf(claims: NonNullable<Suite['claims']>): readonly Claim[] {
  if (typeof claims !== 'string') return claims;
  const path = claims === 'paper' ? packageFile('suites/claims.json') : claims;
  const { suite } = loadSuite(path, {});
  if (!Array.isArray(suite.claims)) throw new UserError(`${path}: the suite has no list of "claims"`);
  return suite.claims;
}

/** Checks a parsed suite. @param path for messages @throws UserError */
export function parseSuite(value: unknown, path: string): Suite {
  const { success, data, error } = Suite.safeParse(value);
  if (!success) throw new UserError(`${path}: ${explainIssues(Suite, error.issues, value)}`);
  const { latency } = data;
  if (latency) {
    const ids = latency.models.map(modelRefId);
    const twice = firstDuplicate(ids);
    if (twice !== undefined)
      throw new UserError(`${path}: latency.models lists "${twice}" twice; give one of them an id`);
    if (latency.baseline !== undefined && !ids.includes(latency.baseline))
      throw new UserError(`${path}: latency.baseline "${latency.baseline}" is not one of latency.models`);
    for (const { models, resolutions } of latency.mixed) {
      if (models.length !== resolutions.length)
        throw new UserError(
          `${path}: latency.mixed has ${models.length} models (${models.join(', ')}) and ${resolutions.length} resolutions; give one resolution per model`,
        );
    }
    if (latency.precision !== undefined) latency.sampling.precision = latency.precision;
  }
  for (const { models } of accuracySections(data.accuracy)) {
    const ids = models.map(modelRefId);
    const twice = firstDuplicate(ids);
    if (twice !== undefined)
      throw new UserError(`${path}: accuracy.models lists "${twice}" twice; give one of them an id`);
  }
  return data;
}

function absolutePath(path: string, suitePath: string): string {
  return isAbsolute(path) ? path : resolve(dirname(suitePath), path);
}

/** @param where names the key in messages, e.g. `latency.photos` */
function withVariables(text: string, where: string, suitePath: string, env: Env): string {
  if (text.includes('\0')) throw new UserError(`${suitePath}: ${where} contains a NUL character; remove it`);
  return text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = env[name];
    if (value === undefined || value === '')
      throw new UserError(`${suitePath}: ${where} needs the environment variable ${name}, which is not set`);
    return value;
  });
}

/**
 * Applies a function to the path of a weights source that is a file; other sources are returned as they are.
 *
 * @param where names the key in messages, e.g. `latency.weights`
 * @throws UserError for an invalid weights source
 */
export function mapWeights(source: string, where: string, map: (path: string) => string): string {
  let parsed: WeightsSource;
  try {
    parsed = parseWeightsSource(source);
  } catch (error) {
    throw error instanceof UserError ? new UserError(`${where}: ${error.message}`) : error;
  }
  return 'path' in parsed ? map(parsed.path) : source;
}

/** Removes the optional accuracy sections whose data is not on this machine. */
function withoutAbsentData({ accuracy, ...suite }: Suite, env: Env): Suite {
  const unset = (text: string) => [...text.matchAll(/\$\{(\w+)\}/g)].some(([, name]) => !env[name ?? '']);
  const present = accuracySections(accuracy).filter(({ optional, data }) => !(optional && unset(data)));
  return present.length === 0 ? suite : { ...suite, accuracy: present };
}

function resolvePaths(suite: Suite, path: string, env: Env): Suite {
  const resolved = structuredClone(suite);
  const { latency } = resolved;
  const resolvePath = (text: string, where: string) =>
    absolutePath(withVariables(text, where, path, env), path);
  const resolveWeights = (text: string, where: string) =>
    mapWeights(withVariables(text, where, path, env), `${path}: ${where}`, (file) =>
      absolutePath(file, path),
    );
  const resolveModels = (models: ModelRef[], where: string) =>
    models.map((ref, at) => {
      if (typeof ref === 'string' || typeof ref.onnx !== 'string' || ref.onnx.startsWith('hf:')) return ref;
      return { ...ref, onnx: resolvePath(ref.onnx, `${where}.${at}.onnx`) };
    });
  if (latency) {
    latency.models = resolveModels(latency.models, 'latency.models');
    latency.weights = resolveWeights(latency.weights, 'latency.weights');
    if (latency.photos !== undefined) latency.photos = resolvePath(latency.photos, 'latency.photos');
  }
  for (const section of accuracySections(resolved.accuracy)) {
    if (section.data !== TEXTURES) section.data = resolvePath(section.data, 'accuracy.data');
    if (section.labels !== undefined) section.labels = resolvePath(section.labels, 'accuracy.labels');
    section.models = resolveModels(section.models, 'accuracy.models');
    section.weights = resolveWeights(section.weights, 'accuracy.weights');
  }
  if (typeof resolved.claims === 'string' && resolved.claims !== 'paper')
    resolved.claims = resolvePath(resolved.claims, 'claims');
  return resolved;
}
