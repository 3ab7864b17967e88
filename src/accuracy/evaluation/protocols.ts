/**
 * How a corrupted image reaches a model; part of every figure, since the two differ by points.
 *
 * - `imagenet-c`: as the distributed data set was made. The shorter side is resized to 256 (bilinear), the
 *   centre 224×224 is corrupted and stored as JPEG of quality 85; a model of another input size gets that
 *   image resized by its own interpolation, without a further crop.
 * - `native`: the model's own resize and crop first, then the corruption at the model's input size.
 */
export const PROTOCOLS = ['imagenet-c', 'native'] as const;
export type Protocol = (typeof PROTOCOLS)[number];
