// The rules of the house, run by `npm run lint`: no import cycle, no import past a room's door (its index.ts),
// and districts that import only from those that stand above them in docs/architecture.md.

/** The districts of src/ in the order in which data passes through them. */
const districts = [
  'text',
  'stats',
  'files',
  'processes',
  'backbones',
  'results',
  'runtimes',
  'latency',
  'accuracy',
  'train',
  'runs',
  'verdicts',
  'cli',
];

/** Rooms within a district, in order; a room imports only from those before it. */
const rooms = {
  backbones: ['operators', 'graph', 'models', 'weights', 'lower'],
  accuracy: ['pixels', 'datasets', 'corrupted', 'predictions', 'metrics', 'evaluation'],
  runs: ['suite', 'execute', 'queue', 'merge'],
  verdicts: ['claims', 'compare', 'history', 'verify'],
};

/** Rooms whose door is one level further down: their own folder is only a list of rooms. */
const nested = ['backbones', 'accuracy', 'runs', 'verdicts'];

const flat = districts.filter((district) => !nested.includes(district));
const doors = [
  ...flat.map((district) => `src/${district}`),
  ...nested.flatMap((district) => rooms[district].map((room) => `src/${district}/${room}`)),
];

const error = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const alternatives = (names) => `(${names.join('|')})`;

export default {
  forbidden: [
    error(
      'no-circular',
      'Two modules that need each other are one module, or lack a third.',
      {},
      { circular: true },
    ),
    error(
      'not-to-unresolvable',
      'The import names nothing that exists.',
      {},
      { couldNotResolve: true, pathNot: '^@tensorflow/tfjs-node$' },
    ),
    ...districts
      .map((district, at) =>
        error(
          `order-${district}`,
          `src/${district} imports only from the districts above it.`,
          { path: `^src/${district}/` },
          { path: `^src/${alternatives([...districts.slice(at + 1), 'index\\.ts'])}` },
        ),
      )
      .filter((_, at) => at < districts.length - 1),
    ...Object.entries(rooms).flatMap(([district, names]) =>
      names
        .slice(0, -1)
        .map((room, at) =>
          error(
            `order-${district}-${room}`,
            `src/${district}/${room} imports only from the rooms before it.`,
            { path: `^src/${district}/${room}/` },
            { path: `^src/${district}/${alternatives(names.slice(at + 1))}/` },
          ),
        ),
    ),
    ...doors.map((door) =>
      error(
        `door-${door.replace('src/', '').replace('/', '-')}`,
        `Import from ${door}/index.ts, not from what lies behind it.`,
        { path: '^(src|report|corruptions|scripts)/', pathNot: `^${door}/` },
        { path: `^${door}/`, pathNot: '/index\\.ts$' },
      ),
    ),
    error(
      'corruptions-alone',
      'corruptions/ stands on its own: it imports no package, no part of Node, and nothing of src/ or report/.',
      { path: '^corruptions/', pathNot: '/assembly/' },
      { pathNot: '^corruptions/' },
    ),
    error(
      'door-corruptions',
      'Import #corruptions.',
      { path: '^(src|report)/' },
      { path: '^corruptions/', pathNot: '^corruptions/index\\.ts$' },
    ),
    error(
      'door-report',
      'Import #report.',
      { path: '^src/' },
      { path: '^report/', pathNot: '^report/index\\.ts$' },
    ),
    error(
      'report-reads-records',
      'A report reads records and nothing else.',
      { path: '^report/' },
      { path: '^src/', pathNot: '^src/(text|stats|files|results)/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^dist/|/assembly/)' },
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['fastvit-bench-source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
};
