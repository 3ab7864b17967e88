import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createVersionWriter } from '../../../src/accuracy/corrupted/version-writer.ts';
import { writeOutput } from '../../../src/files/outputs.ts';
import { runCli } from '../../cli/cli.ts';
import { filesIn, fixturePath, imageFolder, photoPath, temporaryFolder } from './folders.ts';

const root = temporaryFolder();
const coffee = photoPath('coffee.png');

/** Makes a PNG whose header gives a width of 0. */
function pngWithoutPixels(): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 4, 8, 2, 0, 0, 0]);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc(4))),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([signature, ...parts]);
}

function crc(bytes: Buffer): number {
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return ~value >>> 0;
}

describe('an unusable image gives one line and exit code 2', () => {
  const text = join(root, 'text.png');
  writeFileSync(text, 'not an image');
  const emptyPpm = join(root, 'empty.ppm');
  writeFileSync(emptyPpm, 'P6 0 0 255\n');
  const emptyPng = join(root, 'empty.png');
  writeFileSync(emptyPng, pngWithoutPixels());
  const cut = join(root, 'cut.png');

  it.each([
    ['a text', text, 'text.png is not a readable image: '],
    ['an empty file', fixturePath('empty.jpg'), 'empty.jpg is not a readable image: the file is empty'],
    ['no pixels (PPM)', emptyPpm, 'empty.ppm has no pixels (0×0)'],
    ['no pixels (PNG)', emptyPng, 'empty.png is not a readable image: '],
    ['alpha', fixturePath('rgba.png'), 'rgba.png has an alpha channel, not 8-bit RGB; add --convert'],
    ['palette with alpha', fixturePath('palette_transparent.png'), 'has an alpha channel'],
    ['grey', fixturePath('grey.png'), 'grey.png is grey, not 8-bit RGB; add --convert'],
    ['grey JPEG', fixturePath('grey_400x300.jpg'), 'is grey'],
    ['grey PGM', fixturePath('plain.pgm'), 'is grey'],
    [
      '16 bit',
      fixturePath('rgb_16bit.png'),
      'rgb_16bit.png has 16 bits per sample, not 8-bit RGB; add --convert',
    ],
    ['16 bit grey', fixturePath('grey_16bit.png'), 'has 16 bits per sample'],
    ['CMYK', fixturePath('cmyk_300x200.jpg'), 'is CMYK'],
  ])('%s', async (_kind, file, message) => {
    const output = join(root, 'never.png');
    const { code, stdout, stderr } = await runCli([
      'corrupt',
      file,
      '-o',
      output,
      '--corruption',
      'contrast',
    ]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toContain(message);
    expect(existsSync(output)).toBe(false);
  });

  it('does not leave an empty output folder', async () => {
    const tree = join(root, 'no-tree');
    const argv = ['render', text, '-o', tree, '--rendition', 'neon'];
    expect((await runCli(argv)).code).toBe(2);
    expect(existsSync(tree)).toBe(false);
    mkdirSync(tree);
    expect((await runCli(argv)).code).toBe(2);
    expect(filesIn(tree)).toEqual([]);
  });

  it('a truncated image', async () => {
    const bytes = await sharp(coffee).png().toBuffer();
    writeFileSync(cut, bytes.subarray(0, bytes.length / 2));
    const { code, stderr } = await runCli([
      'corrupt',
      cut,
      '-o',
      join(root, 'never.png'),
      '--corruption',
      'contrast',
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('cut.png is not a readable image: ');
  });

  it('what is damaged behind the first frame of a GIF does not matter', async () => {
    const gif = readFileSync(fixturePath('frame.gif'));
    const file = join(root, 'frames.gif');
    // In place of the end of the file, a frame whose codes have 13 bits.
    writeFileSync(
      file,
      Buffer.concat([gif.subarray(0, -1), Buffer.from('2c0000000001000100000d0101003b', 'hex')]),
    );
    const output = join(root, 'frames.png');
    const { code, stderr } = await runCli(['corrupt', file, '-o', output, '--corruption', 'contrast']);
    expect([code, stderr]).toEqual([0, expect.stringContaining('wrote 1 image')]);
  });

  it.each(['grey.png', 'rgba.png', 'rgb_16bit.png', 'cmyk_300x200.jpg'])(
    '%s is taken with --convert',
    async (name) => {
      const output = join(root, 'converted.png');
      const argv = ['corrupt', fixturePath(name), '-o', output, '--corruption', 'contrast', '--convert'];
      expect((await runCli(argv)).code).toBe(0);
      expect((await sharp(output).metadata()).channels).toBe(3);
    },
  );
});

describe('a wrong argument gives one line and exit code 2', () => {
  const val = imageFolder(root);
  const link = join(root, 'link');
  symlinkSync(val, link);
  const bare = join(root, 'bare');
  mkdirSync(bare);
  const twins = join(root, 'twins');
  mkdirSync(twins);
  cpSync(coffee, join(twins, 'a.png'));
  cpSync(coffee, join(twins, 'a.jpg'));
  const tree = join(root, 'tree');
  mkdirSync(join(tree, 'fog/3/cats'), { recursive: true });
  cpSync(coffee, join(tree, 'fog/3/cats/a.png'));
  const out = join(root, 'out');
  const png = join(root, 'out.png');

  it.each([
    [
      [coffee, '-o', png, '--corruption', 'contrast', '--severity', '0'],
      '--severity 0 is not between 1 (mild) and 5 (strong)',
    ],
    [[coffee, '-o', png, '--corruption', 'contrast', '--severity', '6'], '--severity 6 is not between 1'],
    [[coffee, '-o', png, '--corruption', 'contrast', '--severity', '0-3'], '--severity 0 is not between 1'],
    [
      [coffee, '-o', png, '--corruption', 'contrast', '--severity', '5-1'],
      '--severity 5-1 runs backwards; write 1-5',
    ],
    [
      [coffee, '-o', png, '--corruption', 'contrast', '--severity', 'mild'],
      '--severity mild is not between 1',
    ],
    [
      [coffee, '-o', png, '--corruption', 'contrats'],
      'unknown corruption "contrats"; did you mean "contrast"?',
    ],
    [
      [coffee, '-o', png, '--corruption', 'contrast:7'],
      'contrast: a severity is a number from 1 to 5, not "7"',
    ],
    [
      [coffee, '-o', png, '--corruption', 'contrast+mosaik'],
      'unknown corruption "mosaik"; did you mean "mosaic"?',
    ],
    [
      [coffee, '-o', png, '--corruption', 'contrast', '--severity', '1-5'],
      'is one file, but there are 5 versions',
    ],
    [[coffee, '-o', png], 'give --corruption <name> to write one file'],
    [
      [coffee, '-o', join(root, 'out.jpg'), '--corruption', 'contrast', '--format', 'png'],
      'does not end in .png',
    ],
    [
      [coffee, '-o', join(root, 'no/folder/x.png'), '--corruption', 'contrast'],
      `the folder ${join(root, 'no/folder')} does not exist`,
    ],
    [
      [coffee, '-o', png, '--corruption', 'contrast', '--format', 'gif'],
      '--format gif is not png, jpeg or jpeg:<quality',
    ],
    [[coffee, '-o', png, '--corruption', 'contrast', '--format', 'jpeg:0'], '--format jpeg:0 is not png'],
    [
      [coffee, '-o', png, '--corruption', 'contrast', '--size', '0'],
      'expected "keep" or a number of pixels from 1 to 8192, such as 224',
    ],
    [[coffee, '-o', png, '--corruption', 'contrast', '--seed', 'x'], 'expected a whole number, 0 or more'],
    [[coffee, '-o', png, '--corruption', 'contrast', '--variant', 'c'], 'imagenet-c, any-size'],
    [
      [coffee, '-o', png, '--corruption', 'contrast', '--frost-textures', '/nowhere'],
      'the folder /nowhere does not exist',
    ],
    [[coffee, '-o', png, '--corruption', 'contrast', '--frost-textures', bare], `no pictures in ${bare}`],
    [[coffee], 'corrupt needs -o <file or folder>'],
    [[], 'corrupt needs an image or a folder'],
    [['/nowhere', '-o', out], 'there is no file or folder /nowhere'],
    [[val, '-o', val], 'is the input folder; choose another one'],
    [[val, '-o', join(val, 'corrupted')], 'lies inside the input folder'],
    [[link, '-o', join(val, 'deep/er')], 'lies inside the input folder'],
    [[val, '-o', join(link, 'corrupted')], 'lies inside the input folder'],
    [
      [tree, '-o', out],
      'contains corrupted images (fog, ...); give the folder of the clean images, or of one severity',
    ],
    [[val, '-o', ''], 'the name of the output folder is empty'],
    [[val, '-o', join(coffee, 'x')], `${coffee} is a file, not a folder`],
    [[val, '-o', `${out}.png`], 'out.png is the name of one file, but'],
    [
      [coffee, '-o', join(root, 'x.gif'), '--corruption', 'fog'],
      'x.gif is not a .png, .jpg or .jpeg file; change its extension, or give a folder',
    ],
    [[coffee, '-o', png, '--corruption', 'fgo'], 'unknown corruption "fgo"; did you mean "fog"?'],
    [[bare, '-o', out], `no images in ${bare}`],
    [[twins, '-o', out], 'a.jpg and a.png would both be written as a.png'],
    [[coffee, '--sheet', join(root, 'sheet.jpg')], 'does not end in .png'],
    [[coffee, '--sheet', join(root, 'no/sheet.png')], `the folder ${join(root, 'no')} does not exist`],
    [[coffee, '--sheet', coffee], 'is the input itself'],
    [[coffee, '--sheet', png, '-o', out], 'takes -o or --sheet, not both'],
  ])('%j', async (argv, message) => {
    const { code, stdout, stderr } = await runCli(['corrupt', ...argv]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toContain(message);
    for (const path of [
      out,
      png,
      join(root, 'no'),
      join(root, 'x.gif'),
      join(val, 'corrupted'),
      join(val, 'deep'),
    ])
      expect(existsSync(path)).toBe(false);
  });

  it('accepts the folder of one severity as input', async () => {
    const argv = ['corrupt', join(tree, 'fog/3'), '-o', join(root, 'again'), '--corruption', 'contrast:2'];
    expect((await runCli(argv)).code).toBe(0);
    expect(filesIn(join(root, 'again'))).toEqual(['contrast/2/cats/a.png', 'corrupt.json']);
  });

  it('does not overwrite the input', async () => {
    const own = join(root, 'own.png');
    cpSync(coffee, own);
    const { code, stderr } = await runCli(['corrupt', own, '-o', own, '--corruption', 'contrast']);
    expect(code).toBe(2);
    expect(stderr).toContain('is the input itself');
  });
});

it('unusable images in a folder do not stop the others', async () => {
  const mixed = join(root, 'mixed');
  mkdirSync(mixed);
  cpSync(coffee, join(mixed, 'good.png'));
  cpSync(fixturePath('grey.png'), join(mixed, 'grey.png'));
  writeFileSync(join(mixed, 'broken.jpg'), 'no');
  const output = join(root, 'mixed-c');
  const argv = ['corrupt', mixed, '-o', output, '--corruption', 'contrast', '--severity', '3'];
  const { code, stderr } = await runCli(argv);
  expect(code).toBe(2);
  expect(stderr).toContain('fastvit-bench: 2 images skipped; the first: broken.jpg is not a readable image');
  expect(filesIn(output)).toEqual(['contrast/3/good.png', 'corrupt.json']);
  rmSync(join(mixed, 'broken.jpg'));
  const again = await runCli([...argv, '--convert']);
  expect([again.code, filesIn(output)]).toEqual([
    0,
    ['contrast/3/good.png', 'contrast/3/grey.png', 'corrupt.json'],
  ]);
});

describe('a disk that cannot be written', () => {
  const full = (code: string) => () => {
    throw Object.assign(new Error(`${code}: no space left on device, write`), { code });
  };

  it.each([
    ['ENOSPC', 'the disk is full'],
    ['EDQUOT', 'the quota or size limit is reached'],
    ['EACCES', 'no permission'],
    ['EROFS', 'the disk is read-only'],
  ])('%s gives one line', (code, reason) => {
    expect(() => writeOutput(join(root, 'x.png'), 'x', full(code))).toThrow(
      `cannot write ${join(root, 'x.png')}: ${reason}`,
    );
  });

  it('ends the job, not only the image', async () => {
    const settings = { seed: 1, size: 'keep', format: { kind: 'png' }, convert: false } as const;
    const make = createVersionWriter(settings, undefined, full('ENOSPC'));
    const outputs = [{ steps: [{ corruption: 'contrast', severity: 1 }], path: join(root, 'y.png') }];
    const outcome = await make({ file: coffee, name: 'coffee.png', outputs });
    expect(outcome).toMatchObject({ written: 0, fatal: expect.stringContaining('the disk is full') });
  });

  it.skipIf(process.platform === 'win32')('leaves no partial file: a limit of the operating system', () => {
    const folder = join(root, 'limited');
    mkdirSync(folder);
    const main = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
    const command = [
      process.execPath,
      '--conditions=fastvit-bench-source',
      '--import',
      'tsx',
      main,
      'corrupt',
    ];
    const argv = [coffee, '-o', join(folder, 'x.png'), '--corruption', 'contrast', '--severity', '1'];
    // 8 blocks of 1 KiB: less than the picture. Without the trap the signal would end the process.
    const script = `trap '' XFSZ; ulimit -f 8; exec ${[...command, ...argv].map((word) => `'${word}'`).join(' ')}`;
    const { status, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
    expect(stderr).toContain(
      `fastvit-bench: cannot write ${join(folder, 'x.png')}: the quota or size limit is reached`,
    );
    expect(status).toBe(2);
    expect(filesIn(folder)).toEqual([]);
  });
});
