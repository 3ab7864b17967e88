/** The few protobuf messages needed to change a copy of a model, as bytes. */

/** Wire type 2: a tag, a length, the content. */
export function delimited(field: number, ...content: readonly Uint8Array[]): Buffer {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([varint(field * 8 + 2), varint(length), ...content]);
}

/** The tag and length of a field whose content follows elsewhere. */
export function delimitedHead(field: number, length: number): Buffer {
  return Buffer.concat([varint(field * 8 + 2), varint(length)]);
}

export function integer(field: number, value: number): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

export function text(field: number, value: string): Buffer {
  return delimited(field, Buffer.from(value));
}

/** ValueInfoProto of a float32 tensor; without dims the shape is inferred. */
export function floatValue(name: string, dims: readonly number[] | undefined): Buffer {
  const shape = dims === undefined ? [] : [delimited(2, ...dims.map((dim) => delimited(1, integer(1, dim))))];
  return Buffer.concat([text(1, name), delimited(2, delimited(1, integer(1, 1), ...shape))]);
}

/** NodeProto with one input, one output and integer attributes. */
export function node(
  op: string,
  input: string,
  output: string,
  attributes: Readonly<Record<string, number | readonly number[]>> = {},
): Buffer {
  const encoded = Object.entries(attributes).map(([name, value]) =>
    typeof value === 'number'
      ? delimited(5, text(1, name), integer(3, value), integer(20, 2))
      : delimited(5, text(1, name), delimited(8, ...value.map(varint)), integer(20, 7)),
  );
  return Buffer.concat([
    text(1, input),
    text(2, output),
    text(3, `adapted/${op}/${output}`),
    text(4, op),
    ...encoded,
  ]);
}

function varint(value: number): Buffer {
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${value} cannot be written`);
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
  return Buffer.from(bytes);
}
