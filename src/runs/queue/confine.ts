import { realpathSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { messageOf, UserError } from '../../files/index.ts';
import { TEXTURES } from '../../train/textures/index.ts';
import { accuracySections, type ModelRef, mapWeights, parseSuite, type Suite } from '../suite/index.ts';

/**
 * Returns the accuracy sections of a suite with paths relative to the data root, so that every worker finds them
 * under its own root.
 *
 * @param suite with absolute paths
 * @throws UserError for a path outside the root
 */
export function relativeSuite(suite: Suite, root: string): Suite {
  return mapPaths(suite, (path, where) => {
    const inner = relative(root, path);
    if (!isInside(inner))
      throw new UserError(
        `${where} is ${path}, outside the data root ${root}; set --data-root to a folder that contains it`,
      );
    return inner.split(sep).join('/');
  });
}

/**
 * Checks a suite from the queue and returns it with absolute paths. It may name models, seeds and files under the
 * data root; other files of this machine cannot be reached through `..` or links, and only accuracy sections are
 * allowed.
 *
 * @throws UserError for anything else
 */
export function confinedSuite(value: unknown, root: string, queue: string): Suite {
  const suite = parseSuite(value, `queue ${queue}`);
  const foreign = Object.keys(suite).find(
    (key) => !['name', 'description', 'seed', 'accuracy'].includes(key),
  );
  if (foreign !== undefined)
    throw new UserError(`queue ${queue}: "${foreign}" cannot be run from a queue, only "accuracy" can`);
  return mapPaths(
    suite,
    (path, where) => {
      if (isAbsolute(path) || !isInside(path) || path.includes('\\'))
        throw new UserError(`queue ${queue}: ${where} is outside the data root`);
      return confinedPath(join(root, path), root, `queue ${queue}: ${where}`);
    },
    `queue ${queue}: `,
  );
}

/**
 * Returns a path if it is under the root after its links are resolved.
 * @param root with links resolved
 * @throws UserError that names `where`; with the code `outside-root` if the path can be read and leads outside
 */
export function confinedPath(path: string, root: string, where: string): string {
  let real: string;
  try {
    real = realpathSync.native(path);
  } catch (error) {
    throw new UserError(`${where}: cannot read ${path} (${messageOf(error).split(',')[0]})`);
  }
  if (!isInside(relative(root, real)))
    throw new UserError(`${where}: ${path} leads outside the data root ${root}`, 'outside-root');
  return path;
}

function isInside(inner: string): boolean {
  return !isAbsolute(inner) && inner.split(/[\\/]/).every((part) => part !== '..');
}

/**
 * Applies a function to every path of the accuracy sections, and leaves the other sections out.
 * @param queue begins messages
 */
function mapPaths(suite: Suite, map: (path: string, where: string) => string, queue = ''): Suite {
  const { name, description, seed } = suite;
  const sections = accuracySections(suite.accuracy).map((section) => ({
    ...section,
    data: section.data === TEXTURES ? section.data : map(section.data, 'accuracy.data'),
    ...(section.labels === undefined ? {} : { labels: map(section.labels, 'accuracy.labels') }),
    models: section.models.map((ref, at) => mapModel(ref, (path) => map(path, `accuracy.models.${at}.onnx`))),
    weights: mapWeights(section.weights, `${queue}accuracy.weights`, (path) => map(path, 'accuracy.weights')),
  }));
  return { name, seed, ...(description === undefined ? {} : { description }), accuracy: sections };
}

function mapModel(ref: ModelRef, map: (path: string) => string): ModelRef {
  if (typeof ref === 'string' || typeof ref.onnx !== 'string' || ref.onnx.startsWith('hf:')) return ref;
  return { ...ref, onnx: map(ref.onnx) };
}
