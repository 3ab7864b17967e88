// Installs @tensorflow/tfjs-node where its own install script cannot download libtensorflow: takes the library from
// the TensorFlow wheel (pip), and compiles the binding against it.
//
//   node test/support/tfjs-node.mjs
//
// Needs Linux on x86-64, pip, a C++ compiler and make. The first time it downloads 230 MB and takes about a
// minute and a half; the result is kept in ~/.cache/fastvit-bench (580 MB) for the next time. Exit code 0: it works;
// 1: it does not, and the last line says why. For development and CI only.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('../..', import.meta.url));
const addon = join(root, 'node_modules/@tensorflow/tfjs-node');
/** The newest TensorFlow 2 with its C library in the wheel and the operators of tfjs-node 4.22. */
const TENSORFLOW = '2.12.1';
const cache = join(
  process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  'fastvit-bench',
  `tensorflow-${TENSORFLOW}`,
);
const WANTED = /^tensorflow\/(include\/tensorflow\/.*\.h|libtensorflow_(cc|framework)\.so\.2)$/;
const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
/** The newest Node-API that the package has a binding for. */
const NAPI = Math.min(Number(process.versions.napi), 8);
/** For all steps together; CI should not wait longer. */
const deadline = Date.now() + 240_000;

try {
  const had = probe();
  if (had.works) done(`@tensorflow/tfjs-node works already (${had.says})`);
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`this script supports Linux on x86-64 only, not ${process.platform} on ${process.arch}`);
  }
  installPackage();
  if (!existsSync(cache)) await fetchTensorflow();
  layOut();
  compile();
  const { works, says } = probe();
  if (!works) throw new Error(`it was built, but does not load: ${says}`);
  done(`@tensorflow/tfjs-node works (${says})`);
} catch (error) {
  console.error(`cannot install @tensorflow/tfjs-node here: ${error.message}`);
  process.exitCode = 1;
}

/** Loads the addon in its own process, with the shim that Node 23 and newer need. */
function probe() {
  const script = `
    const util = require('util');
    util.isNullOrUndefined ??= (value) => value === undefined || value === null;
    util.isArray ??= Array.isArray;
    const tf = require('@tensorflow/tfjs-node');
    console.log('TensorFlow ' + tf.backend().binding.TF_Version + ', sum ' + tf.sum(tf.ones([3])).dataSync()[0]);`;
  const { status, stdout, stderr } = run(process.execPath, ['-e', script]);
  const says = (status === 0 ? stdout : stderr).trim().split('\n');
  return {
    works: status === 0,
    says: status === 0 ? says.at(-1) : says.find((line) => /Error|not found/.test(line)),
  };
}

/** Installs without scripts: npm removes an optional package whose script fails. */
function installPackage() {
  if (existsSync(addon)) return;
  step('installing the package without its script', 'npm', [
    'install',
    '--no-save',
    '--ignore-scripts',
    '--prefer-offline',
  ]);
}

/** Extracts the two libraries and the headers of the wheel into the cache. */
async function fetchTensorflow() {
  mkdirSync(dirname(cache), { recursive: true });
  const work = mkdtempSync(`${cache}-`);
  try {
    const platforms = ['manylinux2014_x86_64', 'manylinux_2_17_x86_64'].flatMap((name) => [
      '--platform',
      name,
    ]);
    const how = ['--no-deps', '--only-binary=:all:', '--python-version', '3.10', ...platforms];
    step(`downloading TensorFlow ${TENSORFLOW}`, 'python3', [
      '-m',
      'pip',
      'download',
      '-q',
      ...how,
      '-d',
      work,
      `tensorflow-cpu==${TENSORFLOW}`,
    ]);
    const wheel = readdirSync(work).find((name) => name.endsWith('.whl'));
    console.log('unpacking its library and headers');
    await unpack(join(work, wheel), join(work, 'out'));
    // If another process was faster, its folder is as good.
    if (!existsSync(cache)) renameSync(join(work, 'out'), cache);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Extracts the wanted entries of a wheel, which is a zip file, to a folder. */
async function unpack(wheel, folder) {
  const { default: yauzl } = await import('yauzl');
  const zip = await promisify(yauzl.open)(wheel, { lazyEntries: true, autoClose: false });
  const openEntry = promisify(zip.openReadStream.bind(zip));
  await new Promise((resolve, reject) => {
    const take = async ({ fileName }, entry) => {
      if (WANTED.test(fileName)) {
        const path = join(folder, fileName.replace('tensorflow/', ''));
        mkdirSync(dirname(path), { recursive: true });
        await pipeline(await openEntry(entry), createWriteStream(path));
      }
      zip.readEntry();
    };
    zip.on('entry', (entry) => take(entry, entry).catch(reject));
    zip.on('end', resolve).on('error', reject);
    zip.readEntry();
  });
  zip.close();
}

/** Links the files to the names that binding.gyp expects. */
function layOut() {
  const libraries = join(addon, 'deps/lib');
  rmSync(join(addon, 'deps'), { recursive: true, force: true });
  mkdirSync(libraries, { recursive: true });
  symlinkSync(join(cache, 'include'), join(addon, 'deps/include'));
  const [all, framework] = LIBRARIES.map((name) => join(cache, name));
  const names = { 'libtensorflow.so': all, 'libtensorflow_framework.so': framework };
  for (const [name, target] of Object.entries(names)) symlinkSync(target, join(libraries, name));
  // The library refers to its dependencies by the names in the wheel.
  for (const name of LIBRARIES) symlinkSync(join(cache, name), join(libraries, name));
}

function compile() {
  const version = require(join(addon, 'package.json')).version;
  const kept = join(cache, `tfjs-node-${version}-napi-v${NAPI}.node`);
  const built = join(addon, `lib/napi-v${NAPI}/tfjs_binding.node`);
  if (!existsSync(kept)) {
    const gyp = require.resolve('@mapbox/node-pre-gyp/bin/node-pre-gyp', { paths: [addon] });
    const command = [process.execPath, gyp, 'install', '--build-from-source'];
    step('compiling the binding', 'nice', command, {
      cwd: addon,
      env: { ...process.env, ...headers(), JOBS: '1' },
    });
    cpSync(built, kept);
  }
  mkdirSync(dirname(built), { recursive: true });
  cpSync(kept, built);
}

/** Uses the headers next to the Node executable, if there are any; else node-gyp downloads them. */
function headers() {
  const prefix = dirname(dirname(process.execPath));
  return existsSync(join(prefix, 'include/node/node_api.h')) ? { npm_config_nodedir: prefix } : {};
}

function step(what, command, args, options = {}) {
  console.log(what);
  const { status, stdout, stderr, error } = run(command, args, options);
  if (status === 0) return;
  const said = error?.message ?? `${stdout}\n${stderr}`.trim().split('\n').slice(-15).join('\n');
  throw new Error(`${what} failed: ${said}`);
}

function run(command, args, options = {}) {
  const timeout = Math.max(1000, deadline - Date.now());
  return spawnSync(command, args, { cwd: root, encoding: 'utf8', timeout, maxBuffer: 1 << 26, ...options });
}

function done(message) {
  console.log(message);
  process.exit(0);
}
