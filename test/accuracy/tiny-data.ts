import { sameImage } from './image-tree.ts';

/** Twenty-two images in four classes, of several sizes and formats, one of them broken. */
export function tinyData(): Record<string, string> {
  const images = ['square_224.jpg', 'grey.png', 'rgba.png', 'small_23x17.png', 'lossy.webp'];
  return {
    ...Object.assign(
      {},
      ...['ant', 'bee', 'cat', 'dog'].flatMap((folder) =>
        images.map((image) => sameImage([`${folder}/${image}`], image)),
      ),
    ),
    ...sameImage(['ant/cmyk.jpg'], 'cmyk_300x200.jpg'),
    ...sameImage(['bee/broken.jpg'], 'truncated.jpg'),
  };
}
