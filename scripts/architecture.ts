import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { markdownTable } from './markdown-table.ts';
import layout from './rooms.json' with { type: 'json' };

interface Room {
  readonly name: string;
  readonly about: string;
}

export interface District extends Room {
  readonly rooms?: readonly Room[];
}

/** The districts of src/, in order. */
export const districts: readonly District[] = layout.districts;

/** The tables of docs/architecture.md: the districts, and the rooms of those that have some. */
export function roomTables(): string {
  const rows = districts.flatMap(({ name, about, rooms = [] }) => [
    [`\`${name}\``, about],
    ...rooms.map((room) => [`\`${name}/${room.name}\``, room.about]),
  ]);
  return markdownTable(['folder of `src/`', 'what it does'], rows);
}

/** Two folders, such as `src/latency` and `src/runtimes`, the first of which imports from the second. */
export type Import = readonly [from: string, to: string];

/** Asks dependency-cruiser which districts import which; `report` and `corruptions` count as districts. */
export function districtImports(): Import[] {
  const cruiser = 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs';
  const options = ['--config', '.dependency-cruiser.mjs', '--output-type', 'json'];
  const { stdout } = spawnSync(process.execPath, [cruiser, ...options, 'src', 'corruptions', 'report'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const { modules } = JSON.parse(stdout) as {
    modules: { source: string; dependencies: { resolved: string }[] }[];
  };
  const found = modules.flatMap(({ source, dependencies }) =>
    dependencies.map(({ resolved }) => `${districtOf(source)} ${districtOf(resolved)}`),
  );
  return [...new Set(found)]
    .map((pair) => pair.split(' ') as [string, string])
    .filter(([from, to]) => from !== to && from !== '' && to !== '')
    .sort();
}

/** `latency` for `src/latency/block.ts`; empty for src/index.ts and for what lies elsewhere. */
function districtOf(path: string): string {
  return /^(?:src\/([^/]+)\/|(report|corruptions)\/)/.exec(path)?.slice(1).find(Boolean) ?? '';
}
