// Updates the picture and the table of docs/architecture.md from scripts/rooms.json and the imports:
// npm run docs -- architecture
import { readFileSync, writeFileSync } from 'node:fs';
import { districtImports, roomTables } from './architecture.ts';
import { architecturePicture } from './architecture-picture.ts';

writeFileSync(
  new URL('../docs/images/architecture.svg', import.meta.url),
  architecturePicture(districtImports()),
);
const page = new URL('../docs/architecture.md', import.meta.url);
const marked = /(?<=<!-- rooms -->\n).*(?=\n<!-- end of rooms -->)/s;
writeFileSync(
  page,
  readFileSync(page, 'utf8').replace(marked, () => roomTables()),
);
