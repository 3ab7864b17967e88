// Updates the tables of docs/corruptions.md and corruptions/README.md, and the contact sheets, from the registry:
// npm run docs -- corruptions
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { contactSheet, readImage, severitiesOf, versionsOf } from '../src/accuracy/corrupted/index.ts';
import { generated } from './corruption-tables.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

for (const [page, parts] of Object.entries(generated)) {
  let text = readFileSync(`${root}${page}`, 'utf8');
  for (const [name, part] of Object.entries(parts)) {
    const from = text.indexOf(`<!-- ${name} -->\n`) + `<!-- ${name} -->\n`.length;
    text = `${text.slice(0, from)}${part}\n${text.slice(text.indexOf(`<!-- end of ${name} -->`))}`;
  }
  writeFileSync(`${root}${page}`, text);
}

for (const { file, photo, selection } of [
  { file: 'corruptions', photo: 'astronaut.png', selection: 'imagenet-c,extra' },
  { file: 'renditions', photo: 'coffee.png', selection: 'rendition' },
  { file: 'renditions-astronaut', photo: 'astronaut.png', selection: 'rendition' },
  { file: 'renditions-chelsea', photo: 'chelsea.jpg', selection: 'rendition' },
]) {
  const image = await readImage(`${root}assets/photos/${photo}`, photo, false);
  const options = { seed: 1, key: photo, tile: 108, across: 2 };
  const { width, height, data } = await contactSheet(
    image,
    versionsOf(selection, severitiesOf('1-5')),
    options,
  );
  await sharp(data, { raw: { width, height, channels: 3 } })
    .png({ palette: true, quality: 92, effort: 10 })
    .toFile(`${root}docs/images/${file}.png`);
}
