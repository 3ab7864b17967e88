import type { Kind } from '../kind.ts';
import { hub } from './hub.ts';
import { images } from './images.ts';
import { onnx } from './onnx.ts';
import { queue } from './queue.ts';
import { results } from './results.ts';
import { suites } from './suites.ts';
import { weights } from './weights.ts';

export const kinds: readonly Kind[] = [onnx, weights, images, suites, results, queue, hub];
