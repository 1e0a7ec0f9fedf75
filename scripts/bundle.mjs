// Bundles the programs into lib/: one file each, and one for each command, runnable by plain `node` of the oldest supported
// version.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** The commands whose code packs and unpacks in worker threads, which run the same file. */
const WITH_WORKERS = ['run', 'artifact'];
/** What `validate` needs for few files only, and then loads: together they are half of the code. */
const LIBRARIES = ['yaml', 'unbash', 'diff'];
const COMMANDS = readdirSync(join(root, 'src/cli/commands')).filter((file) => file.endsWith('.ts')).map((file) => basename(file, '.ts'));

await bundle('lib/agent/agent.js', { entryPoints: ['src/agent/main.ts'], minify: true, legalComments: 'none' });
compress('lib/agent/agent.js');
// `import()` would start the loader of ES modules, which takes longer than all the rest; `require` it is.
await bundle('lib/cli/main.js', { entryPoints: ['src/cli/main.ts'], plugins: [{ name: 'commands', setup: apart }], supported: { 'dynamic-import': false } });
for (const library of LIBRARIES) {
  await bundle(`lib/cli/${library}.js`, { stdin: { contents: `export * from '${library}';\n`, resolveDir: root, loader: 'ts' } });
}
for (const command of COMMANDS) {
  const start = WITH_WORKERS.includes(command) ? "import { workerMain } from './src/agent/worker';\nworkerMain();\n" : '';
  await bundle(`lib/cli/${command}.js`, { stdin: { contents: `${start}export * from './src/cli/commands/${command}';\n`, resolveDir: root, loader: 'ts' }, plugins: [{ name: 'libraries', setup: librariesApart }] });
}

/** Each command is a file of its own, so that a start reads what it needs: that is most of the time of a start. */
function apart({ onResolve }) {
  onResolve({ filter: /^\.\/commands\/\w+\.js$/ }, ({ path }) => ({ path: `./${basename(path)}`, external: true }));
}

function librariesApart({ onResolve }) {
  onResolve({ filter: new RegExp(`^(?:${LIBRARIES.join('|')})$`) }, ({ path }) => ({ path: `./${path}.js`, external: true }));
}

async function bundle(outfile, options) {
  await build({
    absWorkingDir: root,
    outfile,
    bundle: true,
    legalComments: 'eof',
    charset: 'utf8',
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
    ...options,
  });
}

/** Writes `<file>.gz`: no time stamp and no operating system in its header, so equal input gives equal bytes. */
function compress(file) {
  const path = join(root, file);
  const compressed = gzipSync(readFileSync(path), { level: 9, memLevel: 9 });
  const OS_OFFSET = 9;
  const OS_UNKNOWN = 255;
  compressed[OS_OFFSET] = OS_UNKNOWN;
  writeFileSync(`${path}.gz`, compressed);
}
