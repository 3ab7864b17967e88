import { toLevel, UNIT } from '../primitives/levels.ts';
import { GUIDES, type Kernels } from './kernels.ts';

/**
 * The kernels that draw numbers, for a generator without a counter: WebAssembly cannot call it at every sample, so
 * these are plain TypeScript.
 */
export const drawnKernels: Pick<
  Kernels,
  'addNoise' | 'fillNormal' | 'fillUniform' | 'impulse' | 'shot' | 'shuffle'
> = {
  addNoise(from, to, field, sigma, proportional, random) {
    random.fillNormal(field);
    for (let i = 0; i < from.length; i++) {
      const x = UNIT[from[i]!]!;
      const noise = sigma * field[i]!;
      to[i] = toLevel(x + (proportional ? x * noise : noise));
    }
  },
  fillNormal(out, random) {
    random.fillNormal(out);
  },
  fillUniform(out, random, low = 0, span = 1) {
    random.fillUniform(out);
    for (let i = 0; i < out.length; i++) out[i] = low + span * out[i]!;
  },
  impulse(from, to, field, amount, random) {
    const count = from.length;
    random.fillUniform(field);
    for (let i = 0; i < count; i++)
      to[i] = field[i]! <= amount ? (field[count + i]! <= 0.5 ? 255 : 0) : from[i]!;
  },
  shot(from, to, field, { columns, thresholds, guides, levels }, random) {
    random.fillUniform(field);
    for (let i = 0; i < from.length; i++) {
      const bits = Math.floor(field[i]! * 2 ** 32);
      const level = from[i]!;
      let k = guides[level * GUIDES + Math.floor(field[i]! * GUIDES)]!;
      while (bits > thresholds[level * columns + k]!) k++;
      to[i] = levels[k]!;
    }
  },
  shuffle(data, pixels, width, height, reach, passes, random) {
    for (let i = 0, p = 0; i < data.length; i += 3, p++)
      pixels[p] = data[i]! | (data[i + 1]! << 8) | (data[i + 2]! << 16);
    for (let pass = 0; pass < passes; pass++)
      for (let y = height - reach; y > reach; y--)
        for (let x = width - reach; x > reach; x--) {
          const dx = random.integer(-reach, reach);
          const dy = random.integer(-reach, reach);
          pixels[y * width + x] = pixels[(y + dy) * width + x + dx]!;
        }
    for (let i = 0, p = 0; i < data.length; i += 3, p++) {
      data[i] = pixels[p]!;
      data[i + 1] = pixels[p]! >> 8;
      data[i + 2] = pixels[p]! >> 16;
    }
  },
};
