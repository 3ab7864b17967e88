import { extname } from 'node:path';
import { INPUTS, messageOf, readSlice } from '../../files/index.ts';
import { decodeImage, formatName } from '../pixels/index.ts';
import { byCodePoint } from './listing.ts';
import type { Dataset, ImageEntry } from './types.ts';

/** What `datasets check` found. Counts are over all stored corruptions where the dataset has them. */
export interface DatasetReport {
  readonly kind: Dataset['kind'];
  readonly name: string;
  readonly layout: string;
  readonly path: string;
  readonly images: number;
  readonly classes: number;
  readonly classesWithImages: number;
  readonly corruptions: readonly string[];
  readonly notes: readonly string[];
  readonly unreadable: readonly { readonly image: string; readonly path: string; readonly reason: string }[];
  /** Images in another format than their name says; they are decoded by content. */
  readonly mislabelled: readonly string[];
  /** Images decoded; 0 if decoding was not asked for. */
  readonly decoded: number;
}

export interface CheckOptions {
  /** Whether to decode every image, or only to list them. */
  readonly decode: boolean;
  /** Called after each image. */
  readonly onImage?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Images decoded at the same time. */
const CONCURRENCY = 4;

/** Checks every image of a dataset, and names those that cannot be read. */
export async function checkDataset(dataset: Dataset, options: CheckOptions): Promise<DatasetReport> {
  const stored = dataset.stored.length === 0 ? [undefined] : dataset.stored;
  const total = dataset.images().length * stored.length;
  const unreadable: DatasetReport['unreadable'][number][] = [];
  const mislabelled: string[] = [];
  let decoded = 0;
  if (options.decode) {
    for (const corruption of stored) {
      const prefix = corruption ? `${corruption.corruption}/${corruption.severity}/` : '';
      await forEachConcurrently(dataset.images(corruption), async (entry) => {
        options.signal?.throwIfAborted();
        const problem = await problemOf(entry);
        if (problem?.reason) {
          unreadable.push({ image: prefix + entry.id, path: entry.source.path, reason: problem.reason });
        } else if (problem) mislabelled.push(prefix + entry.id);
        decoded++;
        options.onImage?.(decoded, total);
      });
    }
  }
  return {
    kind: dataset.kind,
    name: dataset.name,
    layout: dataset.layout,
    path: dataset.path,
    images: total,
    classes: dataset.subset?.length ?? dataset.classes,
    classesWithImages: new Set(dataset.images().map(({ labels }) => labels[0])).size,
    corruptions: [...new Set(dataset.stored.map(({ corruption }) => corruption))],
    notes: dataset.notes,
    unreadable: unreadable.toSorted((a, b) => byCodePoint(a.image, b.image)),
    mislabelled: mislabelled.toSorted(byCodePoint),
    decoded,
  };
}

/** An image with a reason cannot be read; one without has another format than its name says. */
async function problemOf(entry: ImageEntry): Promise<{ reason?: string } | undefined> {
  try {
    const bytes = await readSlice(entry.source, INPUTS.image);
    await decodeImage(bytes);
    const named = FORMATS[extname(entry.source.path).toLowerCase()];
    return named !== undefined && named !== formatName(bytes) ? {} : undefined;
  } catch (error) {
    return { reason: messageOf(error) };
  }
}

/** The formats in whose extensions ImageNet's files are named. */
const FORMATS: Readonly<Record<string, string>> = { '.jpg': 'JPEG', '.jpeg': 'JPEG', '.png': 'PNG' };

async function forEachConcurrently<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < items.length) await work(items[next++] as T);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}
