import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createWorkspace, findCorruption, keyedRandom } from '../../../corruptions/index.ts';
import { readImage } from '../../../src/accuracy/corrupted/index.ts';
import { runJob } from '../../../src/accuracy/corrupted/run.ts';
import { severitiesOf, versionsOf } from '../../../src/accuracy/corrupted/versions.ts';
import { treat } from '../../../src/accuracy/evaluation/protocol.ts';
import { createResizer } from '../../../src/accuracy/pixels/index.ts';
import { runCli } from '../../cli/cli.ts';
import { resizeReference } from '../pixels/resize-reference.ts';
import { filesIn, imageFolder, photoPath, temporaryFolder } from './folders.ts';

const read = (path: string) => readImage(path, path, false);

describe('a file to a file', () => {
  const folder = temporaryFolder();

  it('has the pixels that the library computes, without loss', async () => {
    const output = join(folder, 'mosaic.png');
    const input = photoPath('coffee.png');
    const argv = ['corrupt', input, '-o', output, '--corruption', 'mosaic', '--severity', '2', '--seed', '5'];
    const { code, stdout } = await runCli(argv);
    expect([code, stdout]).toEqual([0, '']);
    const expected = findCorruption('mosaic').apply(
      await read(input),
      2,
      keyedRandom(5, 'coffee.png', 'mosaic', 2),
    );
    expect(Buffer.from((await read(output)).data).equals(Buffer.from(expected.data))).toBe(true);
    expect(filesIn(folder)).toEqual(['mosaic.png']);
  });

  it('is a JPEG of the given quality if its name says so', async () => {
    const sizes = [];
    for (const format of ['jpeg:30', 'jpeg:95']) {
      const output = join(folder, 'contrast.jpg');
      const argv = [
        'corrupt',
        photoPath('coffee.png'),
        '-o',
        output,
        '--corruption',
        'contrast',
        '--format',
        format,
      ];
      expect((await runCli(argv)).code).toBe(0);
      const { format: kind, chromaSubsampling } = await sharp(output).metadata();
      expect([kind, chromaSubsampling]).toEqual(['jpeg', '4:2:0']);
      sizes.push(statSync(output).size);
    }
    expect(sizes[0]).toBeLessThan(sizes[1]!);
  });

  it('is cropped like ImageNet-C with --size 224', async () => {
    const wide = join(folder, 'wide.png');
    await sharp(photoPath('coffee.png')).resize(500, 300, { fit: 'fill' }).png().toFile(wide);
    const output = join(folder, 'small.png');
    const argv = [
      'corrupt',
      wide,
      '-o',
      output,
      '--corruption',
      'contrast',
      '--severity',
      '1',
      '--size',
      '224',
    ];
    expect((await runCli(argv)).code).toBe(0);
    // Shorter side 300 to 256, longer to 426; the crop's corner at (101, 16).
    const box = { left: 101, top: 16, width: 224, height: 224 };
    const crop = resizeReference(await read(wide), {
      width: 426,
      height: 256,
      interpolation: 'bilinear',
      box,
    });
    const expected = findCorruption('contrast').apply(crop, 1, keyedRandom(0, 'wide.png', 'contrast', 1));
    expect(Buffer.from((await read(output)).data).equals(Buffer.from(expected.data))).toBe(true);
  });

  it('accepts chains and fractional severities, and notes that they are not part of ImageNet-C', async () => {
    const output = join(folder, 'chain.png');
    const argv = ['corrupt', photoPath('coffee.png'), '-o', output, '--corruption', 'mosaic:2.5+contrast:1'];
    const { code, stderr } = await runCli(argv);
    expect(code).toBe(0);
    expect(stderr).toContain('are not part of ImageNet-C');
  });
});

describe('frost textures of the user', () => {
  const folder = temporaryFolder();

  it('are used in place of ours', async () => {
    const output = join(folder, 'frost.png');
    const pictures = join(folder, 'pictures');
    mkdirSync(pictures);
    const background = { r: 200, g: 100, b: 0 };
    const picture = sharp({ create: { width: 300, height: 300, channels: 3, background } });
    await picture.png().toFile(join(pictures, 'mine.png'));
    const argv = [
      'corrupt',
      photoPath('coffee.png'),
      '-o',
      output,
      '--corruption',
      'frost',
      '--severity',
      '1',
    ];
    expect((await runCli([...argv, '--frost-textures', pictures])).code).toBe(0);
    const [source, frosted] = [await read(photoPath('coffee.png')), await read(output)];
    const added = [80, 40, 0];
    source.data.forEach((value, i) => {
      if (frosted.data[i] !== Math.min(255, value + added[i % 3]!)) throw new Error(`sample ${i} differs`);
    });
  });
});

it('images on disk have the pixels that eval computes', async () => {
  const root = temporaryFolder();
  const name = 'n02123045/ILSVRC2012_val_00000123.JPEG';
  const input = join(root, 'val');
  mkdirSync(join(input, 'n02123045'), { recursive: true });
  await sharp(photoPath('chelsea.jpg')).resize(300, 280, { fit: 'fill' }).jpeg().toFile(join(input, name));
  const argv = ['corrupt', input, '-o', join(root, 'c'), '--corruption', 'gaussian_noise', '--severity', '3'];
  expect((await runCli([...argv, '--size', '224', '--format', 'jpeg:85', '--seed', '9'])).code).toBe(0);
  const protocol = {
    corruption: 'gaussian_noise',
    severity: 3,
    stored: false,
    protocol: 'imagenet-c',
    seed: 9,
  } as const;
  const recipe = {
    resolution: 224,
    cropPct: 0.9,
    cropMode: 'center',
    interpolation: 'bicubic',
    mean: [0, 0, 0],
    std: [1, 1, 1],
  } as const;
  const tools = { resizer: createResizer(), workspace: createWorkspace() };
  const source = await read(join(input, name));
  const [seen] = await treat(source, 'ILSVRC2012_val_00000123', protocol, [recipe], tools);
  const stored = await read(join(root, 'c/gaussian_noise/3', name));
  expect(Buffer.from(stored.data).equals(Buffer.from(seen!.data))).toBe(true);
});

describe('a folder to a tree', () => {
  const root = temporaryFolder();
  const input = imageFolder(root);
  const output = join(root, 'val-c');
  const argv = ['corrupt', input, '-o', output, '--corruption', 'contrast,pixel_art', '--severity', '1,5'];

  it('is ImageNet-C: corruption/severity/class/image', async () => {
    const { code, stdout, stderr } = await runCli([...argv, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ output, written: 12, existing: 0, refused: [] });
    expect(stderr).toMatch(/\[100 %\] 12\/12 images: [\d.]+ images\/s, /);
    expect(filesIn(output)).toEqual(
      ['contrast', 'pixel_art']
        .flatMap((name) => ['1', '5'].map((severity) => `${name}/${severity}`))
        .flatMap((version) =>
          ['cats/chelsea.png', 'cups/coffee.png', 'people/astronaut.png'].map(
            (image) => `${version}/${image}`,
          ),
        )
        .concat('corrupt.json')
        .sort(),
    );
  });

  it('resumes where it stopped, and leaves existing files as they are', async () => {
    const kept = join(output, 'contrast/1/cats/chelsea.png');
    const lost = join(output, 'pixel_art/5/cups/coffee.png');
    const bytes = readFileSync(lost);
    const time = statSync(kept).mtimeMs;
    rmSync(lost);
    const { code, stderr } = await runCli(argv);
    expect(code).toBe(0);
    expect(stderr).toContain('11 of 12 images already exist and are kept');
    expect(stderr).toContain('wrote 1 image to ');
    expect(readFileSync(lost).equals(bytes)).toBe(true);
    expect(statSync(kept).mtimeMs).toBe(time);
  });

  it.each([
    [['--seed', '2'], 'was made with seed 0, not 2'],
    [['--size', '224'], 'was made with size keep, not 224'],
    [['--format', 'jpeg:85'], 'was made with format png, not jpeg:85'],
    [['--variant', 'any-size'], 'was made with variant by size, not any-size'],
  ])('never mixes settings: %j', async (more, message) => {
    const { code, stderr } = await runCli([...argv, ...more]);
    expect(code).toBe(2);
    expect(stderr).toContain(`${output} ${message}; choose another output folder`);
  });

  it('never mixes inputs or frost textures', async () => {
    const other = imageFolder(join(root, 'other'));
    const { code, stderr } = await runCli(['corrupt', other, ...argv.slice(2)]);
    expect([code, stderr]).toEqual([
      2,
      `fastvit-bench: ${output} was made from ${input}, not ${other}; choose another output folder, or set "input" in ${join(output, 'corrupt.json')} if that folder was moved\n`,
    ]);
    const frosted = [
      ...argv.slice(0, 2),
      '-o',
      join(root, 'frosted'),
      '--corruption',
      'frost',
      '--severity',
      '1',
    ];
    const textures = [dirname(photoPath('coffee.png')), join(input, 'cups')];
    expect((await runCli([...frosted, '--frost-textures', textures[0]!])).code).toBe(0);
    expect((await runCli([...frosted, '--frost-textures', textures[0]!])).code).toBe(0);
    const mixed = await runCli([...frosted, '--frost-textures', textures[1]!]);
    expect([mixed.code, mixed.stderr]).toEqual([
      2,
      expect.stringContaining('was made with other frost textures'),
    ]);
  });

  it('resumes the tree of an earlier version, which does not name its input', async () => {
    const path = join(output, 'corrupt.json');
    const { input: _, ...earlier } = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify(earlier));
    expect((await runCli(argv)).code).toBe(0);
  });

  it('does not add to images of another origin', async () => {
    const folder = join(root, 'foreign');
    mkdirSync(join(folder, 'contrast/1/cats'), { recursive: true });
    writeFileSync(join(folder, 'contrast/1/cats/chelsea.png'), '');
    const { code, stderr } = await runCli([...argv.slice(0, 2), '-o', folder, ...argv.slice(4)]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('but no corrupt.json that says how')]);
    expect(filesIn(folder)).toHaveLength(1);
  });

  it('keeps the names of JPEG files, and puts chains in a folder of their own', async () => {
    const jpegs = join(root, 'jpegs');
    const chain = [
      'corrupt',
      input,
      '-o',
      jpegs,
      '--format',
      'jpeg:85',
      '--corruption',
      'contrast:2+pixel_art:1.5',
    ];
    expect((await runCli(chain)).code).toBe(0);
    expect(filesIn(jpegs)).toEqual([
      'corrupt.json',
      'not-imagenet-c/contrast-2+pixel_art-1.5/cats/chelsea.JPEG',
      'not-imagenet-c/contrast-2+pixel_art-1.5/cups/coffee.jpg',
      'not-imagenet-c/contrast-2+pixel_art-1.5/people/astronaut.jpg',
    ]);
  });

  it('does not depend on the number of processes', async () => {
    const versions = versionsOf('pointillism', severitiesOf('1-5'));
    const settings = { seed: 3, size: 'keep', format: { kind: 'png' }, convert: false } as const;
    const watcher = { planned() {}, progressed() {} };
    const folders = [];
    for (const processes of [1, 2]) {
      const tree = join(root, `processes-${processes}`);
      const job = { input, output: tree, versions, layout: 'imagenet-c', settings, processes } as const;
      expect((await runJob(job, watcher)).written).toBe(15);
      folders.push(filesIn(tree).map((name) => [name, readFileSync(join(tree, name)).toString('base64')]));
    }
    expect(folders[1]).toEqual(folders[0]);
  });

  it.each([1, 2])('leaves only complete files when interrupted, %i processes', async (processes) => {
    const tree = join(root, `stopped-${processes}`);
    const abort = new AbortController();
    const versions = versionsOf('contrast,pixel_art', severitiesOf('1-5'));
    const settings = { seed: 3, size: 'keep', format: { kind: 'png' }, convert: false } as const;
    const job = { input, output: tree, versions, layout: 'imagenet-c', settings, processes } as const;
    const stopping = { planned() {}, progressed: () => abort.abort() };
    const { written } = await runJob({ ...job, signal: abort.signal }, stopping);
    expect(written).toBeLessThan(30);
    const made = filesIn(tree);
    expect(made.filter((name) => !/(\.png|corrupt\.json)$/.test(name))).toEqual([]);
    for (const name of made) if (name.endsWith('.png')) await read(join(tree, name));
    const rest = await runJob(job, { planned() {}, progressed() {} });
    expect(rest.existing + rest.written).toBe(30);
    expect(filesIn(tree)).toHaveLength(31);
  });
});

describe('--list and --sheet', () => {
  it('lists the registry', async () => {
    const { code, stdout } = await runCli(['corrupt', '--list']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^contrast +digital +fixed +Each channel/m);
    expect(stdout).toMatch(/^stained_glass +rendition +random +Pieces/m);
    const { corruptions, groups } = JSON.parse((await runCli(['corrupt', '--list', '--json'])).stdout);
    expect(groups).toContain('rendition');
    expect(corruptions.find(({ name }: { name: string }) => name === 'contrast').severities).toHaveLength(5);
  });

  it('draws a sheet with a row per corruption and a column per severity', async () => {
    const file = join(temporaryFolder(), 'sheet.png');
    const argv = ['corrupt', photoPath('coffee.png'), '--sheet', file, '--corruption', 'contrast,neon'];
    expect((await runCli([...argv, '--severity', '1,5'])).code).toBe(0);
    const { width, height } = await sharp(file).metadata();
    // Margin of 8 letters, two tiles of 160; a head and two rows.
    expect([width, height]).toEqual([8 + 6 * 8 + 2 * 164, 17 + 2 * 164]);
    const sheet = await read(file);
    const dark = (left: number, top: number, right: number, bottom: number) => {
      let count = 0;
      for (let y = top; y < bottom; y++)
        for (let x = left; x < right; x++) if (sheet.data[3 * (y * sheet.width + x)]! < 100) count++;
      return count;
    };
    // The two names stand in the margin, the severities in the head, neon is dark.
    expect(dark(0, 17, 52, 177)).toBeGreaterThan(40);
    expect(dark(56, 0, sheet.width, 13)).toBeGreaterThan(10);
    expect(dark(56, 181, 56 + 160, 341)).toBeGreaterThan(10_000);
  });
});
