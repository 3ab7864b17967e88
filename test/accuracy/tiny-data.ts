/** The images of a dataset with four classes, by name and fixture: several sizes and formats, one unreadable. */
export function tinyFiles(): [name: string, image: string][] {
  const images = ['square_224.jpg', 'grey.png', 'rgba.png', 'small_23x17.png', 'lossy.webp'];
  return [
    ...['ant', 'bee', 'cat', 'dog'].flatMap((folder) =>
      images.map((image): [string, string] => [`${folder}/${image}`, image]),
    ),
    ['ant/cmyk.jpg', 'cmyk_300x200.jpg'],
    ['bee/broken.jpg', 'truncated.jpg'],
  ];
}
