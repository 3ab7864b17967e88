export function lookUpDoubles(from: Uint8Array, to: Float64Array, table: Float64Array): void {
  for (let i = 0; i < from.length; i++) to[i] = table[from[i]!]!;
}

export function lookUp(from: Uint8Array, to: Uint8Array, tables: Uint8Array): void {
  for (let i = 0; i < from.length; i += 3) {
    to[i] = tables[from[i]!]!;
    to[i + 1] = tables[256 + from[i + 1]!]!;
    to[i + 2] = tables[512 + from[i + 2]!]!;
  }
}

export function sumChannel(from: Uint8Array, first: number): number {
  let sum = 0;
  for (let i = first; i < from.length; i += 3) sum += from[i]!;
  return sum;
}

export function toLevels(from: Float64Array, to: Uint8Array, scale: number, shift: number): void {
  for (let i = 0; i < from.length; i++) {
    const value = from[i]! * scale + shift;
    to[i] = value < 0 ? 0 : Math.min(value, 255);
  }
}
