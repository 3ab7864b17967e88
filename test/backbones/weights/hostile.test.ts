import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { openCheckpoint, openSafetensors } from '../../../src/backbones/weights/index.ts';
import { UserError } from '../../../src/files/errors.ts';
import { temporaryFolder } from './temporary.ts';
import { zipBytes } from './zip-bytes.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/checkpoints');
const folder = temporaryFolder();

/**
 * Opens a file and reads every tensor that it lists. It must work, or fail with one line for the user.
 *
 * @returns that line, or undefined
 */
async function outcome(name: string, bytes: Uint8Array): Promise<string | undefined> {
  const path = folder.write(`hostile-${name}`, bytes);
  try {
    const source = name.endsWith('.safetensors') ? openSafetensors(path) : await openCheckpoint(path);
    try {
      for (const tensor of source.names()) {
        const { shape } = source.info(tensor);
        const wanted = shape.reduce((product, axis) => product * axis, 1);
        expect(source.read(tensor).length).toBe(wanted);
      }
    } finally {
      source.close();
    }
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    const { message } = error as UserError;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not reach a terminal.
    expect(message).not.toMatch(/[\u0000-\u001f\u007f]/);
    expect(message.length).toBeLessThan(600);
    return message;
  }
}

afterAll(() => {
  expect(existsSync('/tmp/fastvit-bench-owned')).toBe(false);
});

describe('zip files', () => {
  const pickle = Buffer.from('\x80\x02}q\0.', 'latin1');
  const data = { name: 'a/data.pkl', data: pickle };

  it.each([
    ['a deflated bomb', [data, bomb(1 << 24)], 'is compressed'],
    [
      'a deflated pickle',
      [{ ...data, method: 8, data: deflateRawSync(pickle), claimed: pickle.length }],
      'is compressed',
    ],
    [
      'a stored entry that claims more',
      [data, { name: 'a/data/0', data: pickle, claimed: 1 << 30 }],
      'size mismatch',
    ],
    [
      'entries that overlap',
      [
        data,
        ...Array(50)
          .fill(0)
          .map((_, i) => entryAt(`a/data/${i}`, 0)),
      ],
      'zip bomb',
    ],
    ['a name that climbs', [data, { name: '../evil', data: pickle }], 'invalid relative path: ../evil'],
    ['a name that climbs inside', [data, { name: 'a/../../evil', data: pickle }], 'invalid relative path'],
    ['an absolute name', [data, { name: '/evil', data: pickle }], 'absolute path'],
    ['a name with a backslash', [data, { name: 'a\\evil', data: pickle }], 'invalid characters'],
    [
      'a long name of control characters',
      [data, { name: `a\\${'\x01'.repeat(3000)}`, data: pickle }],
      'invalid characters',
    ],
    ['a repeated name', [data, data], 'occurs twice'],
    ['no pickle', [{ name: 'x', data: pickle }], 'it has 0 data.pkl entries'],
    ['two pickles', [data, { name: 'b/data.pkl', data: pickle }], 'it has 2 data.pkl entries'],
    ['an entry outside the file', [data, { name: 'a/x', data: pickle, offset: 1 << 20 }], 'is truncated'],
    ['an entry that begins elsewhere', [data, { name: 'a/x', data: pickle, offset: 3 }], 'local file header'],
    ['another byte order', [data, { name: 'a/byteorder', data: Buffer.from('big') }], 'big-endian'],
  ])('with %s', async (_, entries, message) => {
    expect(await outcome('zip.pth', zipBytes(entries))).toContain(message);
  });

  it('that are valid are read', async () => {
    expect(await outcome('zip.pth', zipBytes([data]))).toContain(
      'contains no state dict: its entries are (none)',
    );
  });

  function bomb(size: number) {
    return { name: 'a/data/0', method: 8, data: deflateRawSync(Buffer.alloc(size)), claimed: size };
  }

  function entryAt(name: string, offset: number) {
    return { name, data: Buffer.alloc(400), offset };
  }
});

describe('pickles', () => {
  const storage = (length: string) =>
    `(X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x000X\x03\0\0\0cpu${length}tQ`;
  const call = 'ctorch._utils\n_rebuild_tensor_v2\n';

  it.each([
    ['os.system', 'cos\nsystem\nX\x02\0\0\0ls\x85R.', 'asks for "os.system"'],
    ['builtins.eval by STACK_GLOBAL', '\x8c\x08builtins\x8c\x04eval\x93.', 'asks for "builtins.eval"'],
    ['a name with control characters', 'c\x1b[2J\nx\r\n.', 'asks for "\\u001b[2J.x\\r"'],
    ['INST', '(ios\nsystem\n.', 'uses the instruction INST'],
    ['OBJ', '(cos\nsystem\no.', 'asks for "os.system"'],
    ['an extension', '\x82\x01.', 'uses the instruction EXT1'],
    ['an unknown instruction', '\xff.', 'uses the instruction 0xff'],
    ['a getattr chain', 'cbuiltins\ngetattr\n.', 'asks for "builtins.getattr"'],
    ['a loader inside', 'ctorch.storage\n_load_from_bytes\n.', 'asks for "torch.storage._load_from_bytes"'],
    ['a call of a value that is not a function', 'X\x01\0\0\0x)R.', 'calls an unknown function'],
    ['a call of a type', 'ctorch\nFloatStorage\n)R.', 'with unsupported arguments'],
    ['a tensor without a storage', `${call}(K\x01K\0)))tR.`, 'with unsupported arguments'],
    [
      'a tensor of negative size',
      `${call}(${storage('K\x02')}K\0(J\xff\xff\xff\xfft(K\x01ttR.`,
      'unsupported arguments',
    ],
    ['a class created by NEWOBJ', 'ctorch\nSize\n)\x81.', 'creates an object of an unknown class'],
    ['an empty stack', 'R.', 'takes a value from an empty stack'],
    ['a group that was not opened', 't.', 'closes a group that was not opened'],
    ['a value across a group', 'N(\x85.', 'takes a value from an empty stack'],
    ['a memo that was not kept', 'h\x05.', 'recalls value 5'],
    ['two values left', 'NN.', 'leaves 2 values'],
    ['a string beyond the end of the file', 'X\xff\xff\xff\x7fx.', 'string of 2147483647 bytes'],
    ['deep nesting', '('.repeat(5000), 'nested too deeply'],
    ['a number of 200 bytes', `\x8a\xc8${'\0'.repeat(200)}.`, 'integer of 200 bytes'],
    ['protocol 0', '(dp0\n.', 'uses the instruction DICT'],
    ['protocol 77', '\x80\x4d.', 'has protocol 77'],
    ['no end', 'NNN', 'the pickle ends too early'],
    ['a line that does not end', `c${'x'.repeat(3000)}\n`, 'a line of more than 1024 bytes'],
    [
      'a storage that is not in the file',
      `}X\x01\0\0\0x${call}(${storage('K\x02')}K\0(K\x02t(K\x01t\x89NtRs.`,
      'has no storage "0"',
    ],
    [
      'a view that repeats',
      `}X\x01\0\0\0x${call}(${storage('K\x02')}K\0(M\xff\xfft(K\0t\x89NtRs.`,
      'does not fit into its storage',
    ],
    [
      'an absurd shape',
      `}X\x01\0\0\0x${call}(${storage('K\x02')}K\0(J\xff\xff\xff\x7fJ\xff\xff\xff\x7ft(K\x01K\x01t\x89NtRs.`,
      'does not fit into its storage',
    ],
  ])('with %s', async (_, program, message) => {
    const pickle = Buffer.from(program, 'latin1');
    expect(await outcome('pickle.pth', zipBytes([{ name: 'a/data.pkl', data: pickle }]))).toContain(message);
  });

  it('that grow without limit are stopped in proportion to the file', async () => {
    // Every instruction makes a value: 400,000 of them for a file that may make 100,000.
    for (const [program, message] of [
      ['}'.repeat(400_000), 'too many values'],
      ['N'.repeat(400_000), 'too many values'],
      [']q\0'.repeat(150_000), 'too many values'],
      [`]q\0${'h\0'.repeat(200_000)}`, 'too many values'],
    ] as const) {
      const bytes = zipBytes([{ name: 'a/data.pkl', data: Buffer.from(program, 'latin1') }]);
      expect(await outcome('grow.pth', bytes)).toContain(message);
    }
  });

  it('of the legacy format with wrong storages are refused', async () => {
    const bytes = readFileSync(join(FIXTURES, 'legacy-module.pth.tar'));
    const lie = Buffer.from(bytes);
    // The last storage's number of elements.
    lie.writeBigInt64LE(1n << 40n, lie.lastIndexOf(Buffer.from([12, 0, 0, 0, 0, 0, 0, 0])));
    expect(await outcome('legacy.pth', lie)).toMatch(/has \d+ elements, not 12|truncated/);
  });
});
