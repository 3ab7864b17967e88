// Brings docs/corruptions.md and its contact sheets up to date with the registry: npm run docs -- corruptions
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import {
  contactSheet,
  corruptionTables,
  readImage,
  severitiesOf,
  versionsOf,
} from '../src/accuracy/corrupted/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

const page = `${root}docs/corruptions.md`;
let text = readFileSync(page, 'utf8');
for (const [name, table] of Object.entries(corruptionTables())) {
  const [start, end] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(start) + start.length, text.indexOf(end)];
  text = `${text.slice(0, from)}${table}\n${text.slice(to)}`;
}
writeFileSync(page, text);

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
