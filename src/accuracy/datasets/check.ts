import { extname } from 'node:path';
import { messageOf } from '../../files/index.ts';
import { decodeImage } from '../pixels/index.ts';
import { byCodePoint } from './listing.ts';
import { readImage } from './read.ts';
import type { Dataset, ImageEntry } from './types.ts';

export interface UnreadableImage {
  readonly image: string;
  readonly path: string;
  readonly reason: string;
}

/** What `datasets check` found. Counts are over every stored corruption where the set has them. */
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
  readonly unreadable: readonly UnreadableImage[];
  /** Images whose name says another format than their content; they are decoded by content. */
  readonly mislabelled: readonly string[];
  /** Images decoded; 0 if decoding was not asked for. */
  readonly decoded: number;
}

export interface CheckOptions {
  /** Decode every image, or only list them. */
  readonly decode: boolean;
  /** Called after each image. */
  readonly onImage?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Images that are decoded at the same time. */
const WINDOW = 4;

/** Looks at every image of a set; broken ones are named, never dropped. */
export async function checkDataset(dataset: Dataset, options: CheckOptions): Promise<DatasetReport> {
  const stored = dataset.stored.length === 0 ? [undefined] : dataset.stored;
  const total = dataset.images().length * stored.length;
  const unreadable: UnreadableImage[] = [];
  const mislabelled: string[] = [];
  let decoded = 0;
  if (options.decode) {
    for (const corruption of stored) {
      const prefix = corruption ? `${corruption.corruption}/${corruption.severity}/` : '';
      await inWindow(dataset.images(corruption), async (entry) => {
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

async function problemOf(entry: ImageEntry): Promise<{ reason?: string } | undefined> {
  try {
    const bytes = await readImage(entry.source);
    await decodeImage(bytes);
    return isMislabelled(entry, bytes) ? {} : undefined;
  } catch (error) {
    return { reason: messageOf(error) };
  }
}

/** Signatures of the formats that ImageNet's files are named after. */
const SIGNATURES: Readonly<Record<string, readonly number[]>> = {
  '.jpg': [0xff, 0xd8],
  '.jpeg': [0xff, 0xd8],
  '.png': [0x89, 0x50, 0x4e, 0x47],
};

function isMislabelled(entry: ImageEntry, bytes: Uint8Array): boolean {
  const signature = SIGNATURES[extname(entry.source.path).toLowerCase()];
  return signature?.some((byte, i) => bytes[i] !== byte) ?? false;
}

/** Runs `work` on every item, a few at a time, in order of their start. */
async function inWindow<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < items.length) await work(items[next++] as T);
  };
  await Promise.all(Array.from({ length: WINDOW }, lane));
}
