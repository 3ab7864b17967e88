import { crc32 } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly data: Uint8Array;
  /** 0 stored, 8 deflated; what the headers say, whatever `data` is. */
  readonly method?: number;
  /** Uncompressed size that the headers claim. */
  readonly claimed?: number;
  /** Where the directory says that the entry begins; it is then written nowhere. */
  readonly offset?: number;
}

/** A zip file by the specification (APPNOTE.TXT, 4.3), with whatever its entries claim. */
export function zipBytes(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common(entry, name), name, entry.data]);
    const central = Buffer.concat([
      Buffer.from('PK\x01\x02'),
      Buffer.from([20, 0]),
      common(entry, name),
      Buffer.alloc(10),
      uint32(entry.offset ?? at),
      name,
    ]);
    if (entry.offset === undefined) {
      at += local.length;
      locals.push(local);
    }
    directory.push(central);
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, central, end]);
}

/** Version, flags, method, time, date, checksum, sizes, lengths of name and extra field: 26 bytes. */
function common({ data, method = 0, claimed }: ZipEntry, name: Buffer): Buffer {
  const bytes = Buffer.alloc(26);
  bytes.writeUInt16LE(20, 0);
  bytes.writeUInt16LE(0x800, 2);
  bytes.writeUInt16LE(method, 4);
  bytes.writeUInt32LE(typeof crc32 === 'function' ? crc32(data) : 0, 10);
  bytes.writeUInt32LE(data.length, 14);
  bytes.writeUInt32LE(claimed ?? data.length, 18);
  bytes.writeUInt16LE(name.length, 22);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
