import { dirname, join } from 'node:path';
import {
  exists,
  INPUTS,
  messageOf,
  parseJson,
  readFile,
  readTextFile,
  UserError,
} from '../../files/index.ts';
import { isWnid, synsetIndex, validationId } from './classes.ts';
import { readSynsetTable } from './mat.ts';

/** Labels of the validation images, by the number in the file name. */
export interface ValidationLabels {
  /** Returns the accepted class indices of image `number` (from 1); empty if it has none. */
  of(number: number): readonly number[];
  /** Whether these are the labels of ImageNet-ReaL; images without a label are then left out. */
  readonly real: boolean;
  readonly path: string;
}

/** Where the labels usually are, relative to the folder of the images. */
const USUAL_PLACES = [
  'ILSVRC2012_validation_ground_truth.txt',
  'ILSVRC2012_devkit_t12/data/ILSVRC2012_validation_ground_truth.txt',
  'data/ILSVRC2012_validation_ground_truth.txt',
  'LOC_val_solution.csv',
  'val.txt',
  'val_labels.txt',
  'imagenet_val_labels.txt',
];

/** Finds the labels file in the folder of the images or the one above; undefined if there is none. */
export function findLabels(folder: string): string | undefined {
  return [folder, dirname(folder)]
    .flatMap((base) => USUAL_PLACES.map((place) => join(base, place)))
    .find(exists);
}

/**
 * Reads labels in a format of the distributions or other tools:
 * - `ILSVRC2012_validation_ground_truth.txt`: an ILSVRC id per line, with `meta.mat` in the same folder;
 * - lines of `name label`, where the label is a class index from 0 or a WordNet id;
 * - Kaggle's `LOC_val_solution.csv`;
 * - `real.json` of ImageNet-ReaL: a list of accepted classes per image.
 * @throws UserError if the file has none of these formats, or is ambiguous
 */
export function readLabels(path: string): ValidationLabels {
  const text = readTextFile(path, INPUTS.labels);
  if (text.trimStart().startsWith('[')) return realLabels(text, path);
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length > 0 && lines.every((line) => /^\s*\d+\s*$/.test(line))) return groundTruth(lines, path);
  return namedLabels(lines, path);
}

/** Reads ImageNet-ReaL's file: entry i belongs to image i + 1. */
function realLabels(text: string, path: string): ValidationLabels {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw new UserError(`${path} is not valid JSON (${messageOf(error)})`);
  }
  const isLabels = (entry: unknown) =>
    Array.isArray(entry) && entry.every((label) => Number.isInteger(label) && label >= 0 && label < 1000);
  if (!Array.isArray(value) || !value.every(isLabels)) {
    throw new UserError(`${path} is not ImageNet-ReaL's list of lists of class indices (0 to 999)`);
  }
  const lists = value as number[][];
  return { of: (number) => lists[number - 1] ?? [], real: true, path };
}

/** Reads a number per line: ILSVRC ids if there is a meta.mat, class indices if 0 occurs. */
function groundTruth(lines: readonly string[], path: string): ValidationLabels {
  const values = lines.map(Number);
  const meta = join(dirname(path), 'meta.mat');
  if (exists(meta)) {
    const table = synsetTable(meta);
    const labels = values.map((id, i) => {
      const label = synsetIndex(table.get(id) ?? '');
      if (label === undefined)
        throw new UserError(`${path}:${i + 1}: ${meta} has no class with the id ${id}`);
      return [label];
    });
    return { of: (number) => labels[number - 1] ?? [], real: false, path };
  }
  if (values.includes(0) && values.every((value) => value < 1000)) {
    return { of: (number) => labelOf(values[number - 1]), real: false, path };
  }
  throw new UserError(
    `${path} contains ids from 1 to 1000 in the devkit's own order; put the devkit's meta.mat next to it, or give a file of "name class" lines`,
  );
}

function labelOf(value: number | undefined): readonly number[] {
  return value === undefined ? [] : [value];
}

function synsetTable(path: string) {
  const bytes = readFile(path, INPUTS.labels);
  try {
    return readSynsetTable(bytes);
  } catch (error) {
    throw new UserError(`${path} is invalid: ${messageOf(error)}`);
  }
}

/** Reads lines of `name label`, separated by blanks or a comma; Kaggle's have a header, and boxes after the class. */
function namedLabels(lines: readonly string[], path: string): ValidationLabels {
  const labels = new Map<number, readonly number[]>();
  const numeric: number[] = [];
  for (const [i, line] of lines.entries()) {
    const [name = '', label = ''] = line.trim().split(/[\s,]+/);
    const number = validationId(name)?.slice(-8) ?? /(\d{8})(?:\.\w+)?$/.exec(name)?.[1];
    if (i === 0 && number === undefined && /^ImageId|^(file)?name|^image/i.test(name)) continue;
    const index = isWnid(label) ? synsetIndex(label) : /^\d+$/.test(label) ? Number(label) : undefined;
    if (number === undefined || index === undefined) {
      throw new UserError(
        `${path}:${i + 1}: expected "ILSVRC2012_val_00000001.JPEG 65" or the same with a WordNet id`,
      );
    }
    if (!isWnid(label)) numeric.push(index);
    labels.set(Number(number), [index]);
  }
  if (labels.size === 0) throw new UserError(`${path} contains no labels`);
  // Labels from 1 would shift every class by one unnoticed.
  if (numeric.some((value) => value >= 1000)) {
    throw new UserError(`${path} has labels up to ${Math.max(...numeric)}; class indices go from 0 to 999`);
  }
  if (numeric.length >= 1000 && !numeric.includes(0)) {
    throw new UserError(
      `${path} has no label 0: class indices go from 0 to 999, in the order of the WordNet ids`,
    );
  }
  return { of: (number) => labels.get(number) ?? [], real: false, path };
}
