// What may import what; `npm run lint` checks it. The order of districts and rooms is in scripts/rooms.json. A folder
// with an index.ts has a door: code outside the folder imports the door, not the files behind it. Tests may look
// behind doors.
import { readdirSync, readFileSync } from 'node:fs';

const { districts } = JSON.parse(readFileSync(new URL('scripts/rooms.json', import.meta.url), 'utf8'));

const noCircle = rule('no-circle', 'Two modules that need each other are one module, or lack a third.', {
  to: { circular: true },
});

const resolvable = rule('resolvable', 'The import names nothing that is installed.', {
  // An optional package: the code that imports it works without it.
  to: { couldNotResolve: true, pathNot: '^@tensorflow/tfjs-node$' },
});

const doors = foldersWithDoor('src').map((folder) =>
  rule(`door of ${folder}`, `Import ${folder}/index.ts, not a file behind it.`, {
    from: { path: '^(src|report|corruptions|scripts)/', pathNot: `^${folder}/` },
    to: { path: `^${folder}/`, pathNot: '/index\\.ts$' },
  }),
);

/** Nobody imports src/index.ts: it is for users of the package. */
const order = [
  ...inOrder('src', [...districts.map(({ name }) => name), 'index.ts']),
  ...districts.flatMap(({ name, rooms = [] }) =>
    inOrder(
      `src/${name}`,
      rooms.map((room) => room.name),
    ),
  ),
];

const packages = [
  rule(
    'corruptions alone',
    'corruptions/ is published on its own: it imports no package, no part of Node, and nothing else here.',
    {
      from: { path: '^corruptions/' },
      to: { pathNot: '^corruptions/' },
    },
  ),
  rule('door of corruptions', 'Import #corruptions.', {
    from: { path: '^(src|report|scripts)/' },
    to: { path: '^corruptions/', pathNot: '^corruptions/index\\.ts$' },
  }),
  rule('report reads records', 'A report is made from records alone.', {
    from: { path: '^report/' },
    to: { path: '^src/', pathNot: '^src/(text|stats|files|results)/' },
  }),
  rule('door of report', 'Import #report.', {
    from: { path: '^src/' },
    to: { path: '^report/', pathNot: '^report/index\\.ts$' },
  }),
  rule('report at the end', 'Only commands make reports.', {
    from: { path: '^src/', pathNot: '^src/cli/' },
    to: { path: '^report/' },
  }),
];

export default {
  forbidden: [noCircle, resolvable, ...doors, ...order, ...packages],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '((^|/)dist/|/assembly/)' },
    // TypeScript 7 has no JavaScript API; swc sees type imports too.
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['fastvit-bench-source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
};

function rule(name, comment, { from = {}, to }) {
  return { name: name.replaceAll(/[ /]/g, '-'), comment, severity: 'error', from, to };
}

/** One rule for each name but the last: it imports none of those after it. */
function inOrder(parent, names) {
  return names.slice(0, -1).map((name, at) =>
    rule(
      `order of ${parent}/${name}`,
      `${parent}/${name} imports only what scripts/rooms.json lists before it.`,
      {
        from: { path: `^${parent}/${name}/` },
        to: { path: `^${parent}/(${names.slice(at + 1).join('|')})(/|$)` },
      },
    ),
  );
}

function foldersWithDoor(root) {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(({ name, parentPath }) => name === 'index.ts' && parentPath !== root)
    .map(({ parentPath }) => parentPath.replaceAll('\\', '/'))
    .sort();
}
