import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { PICTURES, writePhotos, writeSmallModel } from '../base-files.ts';
import { mutatedBytes } from '../bytes.ts';
import type { Chance } from '../chance.ts';
import { TEXTS } from '../json.ts';
import type { Kind, Scene } from '../kind.ts';
import { misplace } from '../places.ts';

/** Images, folders, lists and archives of them. */
export const images: Kind = {
  name: 'images',
  share: 2200,
  prepare: async () => {},
  async open() {
    const names = readdirSync(PICTURES).filter((name) => statSync(join(PICTURES, name)).size < 100_000);
    const bases = names.map((name) => readFileSync(join(PICTURES, name)));
    return {
      scene(folder, chance) {
        const make = chance.pick([oneImage, oneImage, oneImage, photoFolder, listed]);
        return make(folder, (c) => damagedImage(c.pick(bases), c), chance);
      },
    };
  },
};

type Image = (chance: Chance) => Buffer;

function oneImage(_: string, image: Image, chance: Chance): Scene {
  writeFileSync('photo.png', image(chance));
  if (chance.happens(0.04)) misplace('photo.png', chance);
  const corrupt = ['corrupt', 'photo.png', '--convert', '--corruption'];
  const argv = chance.pick([
    ['preprocess', 'photo.png', '--model', 'fastvit_nano', '-o', 'out.png'],
    ['preprocess', 'photo.png', '--model', 'fastvit_t8', '--weights', 'seed:0', '-o', 'out.png'],
    [...corrupt, chance.pick(CORRUPTIONS), '--severity', '3', '--size', '224', '-o', 'out.png'],
    [
      ...corrupt,
      chance.pick(CORRUPTIONS),
      '--severity',
      '3',
      '--size',
      '224',
      '--format',
      'jpeg:85',
      '-o',
      'out.jpg',
    ],
  ]);
  return { steps: [argv], outputs: ['out.png', 'out.jpg'] };
}

const CORRUPTIONS = ['gaussian_noise', 'fog', 'jpeg_compression', 'pixelate', 'contrast', 'motion_blur'];

function photoFolder(folder: string, image: Image, chance: Chance): Scene {
  writePhotos(join(folder, 'photos'));
  for (let i = chance.below(3); i >= 0; i--) {
    const inner = join('photos', chance.pick(['ant', 'bee', 'n01440764', nameOf(chance), '.']));
    if (!makeFolder(inner)) continue;
    const path = join(inner, chance.happens(0.5) ? 'bad.png' : `${nameOf(chance)}.jpg`);
    // There may be a named pipe from before.
    rmSync(path, { recursive: true, force: true });
    writeFileSync(path, image(chance));
    if (chance.happens(0.15)) misplace(path, chance);
  }
  if (chance.happens(0.1)) misplace(join('photos', 'ant'), chance);
  if (chance.happens(0.05))
    setTimeout(() => rmSync(join(folder, 'photos'), { recursive: true, force: true }), chance.below(60));
  if (chance.happens(0.02)) {
    writeSmallModel('model.onnx');
    const argv = [
      'eval',
      '--data',
      'photos',
      '--models',
      'model.onnx',
      '--weights',
      'seed:0',
      '--workers',
      '1',
    ];
    return { steps: [[...argv, '--resolution', '32', '--timeout-seconds', '5', '--out', 'run']] };
  }
  return {
    steps: [
      chance.pick([
        ['datasets', 'check', 'photos'],
        ['datasets', 'check', 'photos', '--json'],
        ['datasets', 'check', 'photos', '--no-decode'],
        ['corrupt', 'photos', '-o', 'corrupted', '--corruption', 'fog', '--severity', '1', '--convert'],
        ['render', 'photos', '-o', 'rendered', '--rendition', 'mosaic,poster', '--size', '224'],
      ]),
    ],
  };
}

/** A name that a file system takes. */
function nameOf(chance: Chance): string {
  const text = chance.pick(TEXTS).replaceAll(/[/\0]/g, '_').slice(0, 100);
  return text === '' || text === '.' || text === '..' ? 'x' : text;
}

function makeFolder(path: string): boolean {
  try {
    mkdirSync(path, { recursive: true });
    return true;
  } catch {
    return false;
  }
}

/** Lists and archives of images, and labels. */
function listed(folder: string, image: Image, chance: Chance): Scene {
  writePhotos(join(folder, 'photos'));
  writeFileSync(join('photos', 'bad.png'), image(chance));
  const files = ['photos/ant/photo.png', 'photos/bee/photo.png', 'photos/bad.png', ...TEXTS.slice(0, 40)];
  const lines = Array.from({ length: 1 + chance.below(4) }, () => {
    const path = chance.pick(files);
    const label = chance.pick(['0', '1', '-1', '1e9', '999', '', ...TEXTS]);
    return { csv: `${csv(path, chance)},${csv(label, chance)}`, json: JSON.stringify({ path, label }) };
  });
  const texts = {
    'list.csv': `path,label\n${lines.map((line) => line.csv).join('\n')}\n`,
    'list.jsonl': `${lines.map((line) => line.json).join('\n')}\n`,
    'list.tar': tar(
      lines.map((line) => line.json),
      image(chance),
    ),
    'real.json': JSON.stringify(lines.map(() => [chance.below(1000)])),
    'val.txt': lines.map((line) => line.csv.replace(',', ' ')).join('\n'),
    'ILSVRC2012_validation_ground_truth.txt': '1\n2\n3\n',
  };
  const name = chance.pick(Object.keys(texts) as (keyof typeof texts)[]);
  const bytes = Buffer.from(texts[name]);
  writeFileSync(name, chance.happens(0.7) ? mutatedBytes(bytes, chance) : bytes);
  if (name.startsWith('ILSVRC'))
    writeFileSync('meta.mat', mutatedBytes(readFileSync(join(PICTURES, '../../datasets/meta.mat')), chance));
  if (chance.happens(0.04)) misplace(name, chance);
  if (name.startsWith('list.')) return { steps: [['datasets', 'check', name]] };
  mkdirSync('flat');
  copyFileSync(join(PICTURES, 'small_23x17.png'), join('flat', 'ILSVRC2012_val_00000001.png'));
  return { steps: [['datasets', 'check', 'flat', '--labels', name]] };
}

function csv(text: string, chance: Chance): string {
  return chance.happens(0.5) ? text : `"${text}`;
}

/** An archive whose entries have hostile names. */
function tar(names: readonly string[], content: Buffer): Buffer {
  const entries = names.flatMap((name) => {
    const head = Buffer.alloc(512);
    head.write(name.slice(0, 90), 0);
    head.write('0000644\0', 100);
    head.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
    head.write('        0', 148);
    head.write('ustar\x0000', 257);
    const sum = head.reduce((total, byte) => total + byte, 0);
    head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [head, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...entries, Buffer.alloc(1024)]);
}

function damagedImage(bytes: Buffer, chance: Chance): Buffer {
  const what = chance.below(20);
  if (what === 0) return Buffer.from(chance.pick(SVG));
  if (what === 1) return hugePng(chance.pick(SIDES), chance.pick(SIDES), chance.pick([1, 8, 16]));
  if (what === 2) return bytes;
  const changed = what <= 8 ? resized(Buffer.from(bytes), chance) : mutatedBytes(bytes, chance);
  return chance.happens(0.5) ? checksummed(changed) : changed;
}

const SIDES = [0, 1, 224, 5000, 30_000, 65_535, 2 ** 31 - 1, 2 ** 32 - 1];

const SVG = [
  '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>',
  '<svg xmlns="http://www.w3.org/2000/svg" width="60000" height="60000"><rect width="100%" height="100%"/></svg>',
  '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><svg>&b;</svg>',
  '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
];

/** A PNG that says a size, with the compressed zeros of as many rows as fit into some megabytes. */
function hugePng(width: number, height: number, depth: number): Buffer {
  const row = Math.ceil((width * depth) / 8) + 1;
  const rows = Math.min(height, Math.floor(20e6 / row));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = depth;
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(row * rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

/** Says another size in the header of a PNG, JPEG, GIF, BMP or WebP. */
function resized(bytes: Buffer, chance: Chance): Buffer {
  const frame = bytes.findIndex((byte, at) => byte === 0xff && [0xc0, 0xc2].includes(bytes[at + 1]!));
  const at = bytes.subarray(0, 8).equals(SIGNATURE)
    ? 16
    : bytes[0] === 0xff
      ? frame + 5
      : bytes.subarray(0, 3).equals(Buffer.from('GIF'))
        ? 6
        : 18 + chance.below(12);
  for (let i = 0; i < 1 + chance.below(8); i++)
    if (at + i < bytes.length) bytes[at + i] = chance.pick([0, 1, 0x7f, 0xff]);
  return bytes;
}

/** With the right checksums of a PNG's chunks, so that what they hold is looked at. */
function checksummed(bytes: Buffer): Buffer {
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) return bytes;
  for (let at = 8; at + 12 <= bytes.length; ) {
    const size = bytes.readUInt32BE(at);
    if (at + 12 + size > bytes.length) return bytes;
    bytes.writeUInt32BE(crc32(bytes.subarray(at + 4, at + 8 + size)), at + 8 + size);
    at += 12 + size;
  }
  return bytes;
}
