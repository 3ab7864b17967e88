/** AlexNet's top-1 errors under one corruption of ImageNet-C, as fractions. */
export interface AlexNetError {
  /** By severity, 1 to 5. */
  readonly bySeverity: readonly [number, number, number, number, number];
  /** Whether the corruption is one of the fifteen in the mean corruption error. */
  readonly inMean: boolean;
}

/**
 * The denominators of corruption errors, measured on the distributed JPEGs (hendrycks/robustness, table "AlexNet
 * ImageNet-C Error"). They are looked up by name: a public fork divides by the right numbers in the wrong order.
 */
export const ALEXNET_ERRORS: Readonly<Record<string, AlexNetError>> = {
  gaussian_noise: { bySeverity: [0.69528, 0.82542, 0.93554, 0.98138, 0.99452], inMean: true },
  shot_noise: { bySeverity: [0.71224, 0.85108, 0.93574, 0.98182, 0.99146], inMean: true },
  impulse_noise: { bySeverity: [0.78374, 0.89808, 0.9487, 0.9872, 0.99548], inMean: true },
  defocus_blur: { bySeverity: [0.65624, 0.73202, 0.85036, 0.91364, 0.94714], inMean: true },
  glass_blur: { bySeverity: [0.64308, 0.75054, 0.88806, 0.91622, 0.93344], inMean: true },
  motion_blur: { bySeverity: [0.5843, 0.70048, 0.82108, 0.8975, 0.92638], inMean: true },
  zoom_blur: { bySeverity: [0.70008, 0.76992, 0.80784, 0.84198, 0.87198], inMean: true },
  snow: { bySeverity: [0.71726, 0.88392, 0.86468, 0.9187, 0.94952], inMean: true },
  frost: { bySeverity: [0.6139, 0.79734, 0.8879, 0.89942, 0.9343], inMean: true },
  fog: { bySeverity: [0.67474, 0.7605, 0.84378, 0.8726, 0.945], inMean: true },
  brightness: { bySeverity: [0.4514, 0.48502, 0.54048, 0.62166, 0.7244], inMean: true },
  contrast: { bySeverity: [0.64548, 0.7615, 0.88874, 0.9776, 0.9927], inMean: true },
  elastic_transform: { bySeverity: [0.52596, 0.70116, 0.55686, 0.64076, 0.80554], inMean: true },
  pixelate: { bySeverity: [0.52218, 0.5462, 0.73728, 0.87092, 0.91262], inMean: true },
  jpeg_compression: { bySeverity: [0.51002, 0.54718, 0.57294, 0.65458, 0.74778], inMean: true },
  speckle_noise: { bySeverity: [0.66192, 0.7444, 0.90246, 0.94548, 0.97268], inMean: false },
  gaussian_blur: { bySeverity: [0.54732, 0.70444, 0.82574, 0.89864, 0.9594], inMean: false },
  spatter: { bySeverity: [0.47196, 0.62194, 0.75052, 0.84132, 0.90182], inMean: false },
  saturate: { bySeverity: [0.59342, 0.65514, 0.51174, 0.70834, 0.8226], inMean: false },
};

/** AlexNet's error on the clean validation set (table 1 of arXiv 1903.12261; one decimal). */
export const ALEXNET_CLEAN_ERROR = 0.435;

/** The fifteen corruptions of the mean corruption error, in the paper's order. */
export const MEAN_CORRUPTIONS: readonly string[] = Object.keys(ALEXNET_ERRORS).filter(
  (name) => ALEXNET_ERRORS[name]?.inMean,
);

/** All five severities of a corruption error. */
export const SEVERITIES = [1, 2, 3, 4, 5] as const;
