import type { FrostRecipe } from './frost.ts';

/**
 * Five recipes with the sizes and statistics of the five textures that the references use: means, deviations,
 * percentiles, spectra and autocorrelations were measured, and the amplitudes fitted to them. The second and third
 * textures of the references are the same picture; ours are two of one kind.
 */
export const FROST_RECIPES: readonly FrostRecipe[] = [
  {
    width: 900,
    height: 600,
    mean: [77.7, 149.1, 165.7],
    sd: [26.9, 16.5, 15.3],
    tint: [0.824, 0.933],
    percentiles: [95.5, 102.5, 116.1, 127.9, 141.3, 163, 177.4],
    ingredients: {
      grain: 0.16,
      grit: 0.33,
      needles: 0.515,
      ferns: 0.13,
      patches: 0.09,
      haze: 0.52,
      shade: 0.55,
    },
  },
  {
    width: 560,
    height: 315,
    mean: [200.8, 205.4, 214.5],
    sd: [21.4, 22.1, 22.6],
    tint: [0.996, 0.995],
    percentiles: [139.8, 164.6, 193, 208.1, 220.4, 234.8, 244.1],
    ingredients: {
      grain: 0.13,
      grit: 0.36,
      needles: 0.33,
      ferns: 0.47,
      patches: 0.365,
      haze: 0.07,
      shade: 0.62,
    },
  },
  {
    width: 560,
    height: 315,
    mean: [200.8, 205.4, 214.5],
    sd: [21.4, 22.1, 22.6],
    tint: [0.996, 0.995],
    percentiles: [139.8, 164.6, 193, 208.1, 220.4, 234.8, 244.1],
    ingredients: {
      grain: 0.13,
      grit: 0.36,
      needles: 0.33,
      ferns: 0.47,
      patches: 0.365,
      haze: 0.07,
      shade: 0.62,
    },
  },
  {
    width: 527,
    height: 350,
    mean: [137.6, 152.8, 165.2],
    sd: [28.5, 28.5, 29.9],
    tint: [0.997, 0.993],
    percentiles: [80.7, 102.1, 132, 149.8, 166.7, 195.8, 230.7],
    ingredients: { grain: 0.22, grit: 0.6, needles: 0.45, patches: 0.29, haze: 0.3, shade: 0.4 },
  },
  {
    width: 660,
    height: 495,
    mean: [112.4, 123.4, 134.8],
    sd: [44.4, 43.3, 41.7],
    tint: [0.999, 0.999],
    percentiles: [43, 57.8, 89, 116.8, 148.8, 201.9, 236.8],
    ingredients: { grain: 0.23, needles: 0.38, ferns: 0.6, patches: 0.44, haze: 0.33, shade: 0.4 },
  },
];
