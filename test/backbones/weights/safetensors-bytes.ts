/** A safetensors file by the specification: the header's length, the header as given, the elements. */
export function safetensorsBytes(
  header: string | object,
  data: Uint8Array = new Uint8Array(),
  length?: bigint,
): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(length ?? BigInt(json.length));
  return Buffer.concat([prefix, json, data]);
}

export function float32Bytes(values: readonly number[]): Buffer {
  return Buffer.from(Float32Array.from(values).buffer);
}
