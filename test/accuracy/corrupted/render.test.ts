import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../cli/cli.ts';
import { filesIn, imageFolder, temporaryFolder } from './folders.ts';

const root = temporaryFolder();
const input = imageFolder(root);

describe('render', () => {
  it('makes an ImageFolder with the same classes', async () => {
    const output = join(root, 'val-r');
    const argv = [
      'render',
      input,
      '-o',
      output,
      '--rendition',
      'neon,pixel_art',
      '--severity',
      '2',
      '--json',
    ];
    const { code, stdout } = await runCli(argv);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ written: 6, existing: 0 });
    expect(filesIn(output)).toEqual([
      'cats/neon_2_chelsea.png',
      'cats/pixel_art_2_chelsea.png',
      'corrupt.json',
      'cups/neon_2_coffee.png',
      'cups/pixel_art_2_coffee.png',
      'people/neon_2_astronaut.png',
      'people/pixel_art_2_astronaut.png',
    ]);
    const again = await runCli(argv);
    expect(JSON.parse(again.stdout)).toMatchObject({ written: 0, existing: 6 });
  });

  it.each([
    [['--rendition', 'mosaik'], 'unknown rendition "mosaik"; did you mean "mosaic"?\n'],
    [['--rendition', 'contrast'], 'unknown rendition "contrast"; known are pencil_sketch, '],
    [['--severity', '9'], '--severity 9 is not between 1'],
  ])('refuses %j', async (more, message) => {
    const { code, stderr } = await runCli(['render', input, '-o', join(root, 'never'), ...more]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('does not write into the output of corrupt', async () => {
    const output = join(root, 'tree');
    expect(
      (await runCli(['corrupt', input, '-o', output, '--corruption', 'contrast', '--severity', '1'])).code,
    ).toBe(0);
    const { code, stderr } = await runCli(['render', input, '-o', output, '--rendition', 'neon']);
    expect(code).toBe(2);
    expect(stderr).toContain('was made with layout imagenet-c, not image-folder');
  });
});
