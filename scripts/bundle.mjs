// Bundles the programs into lib/: one file each, runnable by plain `node` of the oldest supported version.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const PROGRAMS = [
  { entry: 'src/agent/main.ts', output: 'lib/agent/agent.js', minify: true, compress: true },
  { entry: 'src/cli/main.ts', output: 'lib/cli/main.js', minify: false, compress: false },
];

for (const program of PROGRAMS) {
  await bundle(program);
  if (program.compress) compress(program.output);
}

async function bundle({ entry, output, minify }) {
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: output,
    bundle: true,
    minify,
    legalComments: minify ? 'none' : 'eof',
    charset: 'utf8',
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
    // Some SDKs read import.meta.url while loading, which a CommonJS bundle does not have.
    define: { 'import.meta.url': '__importMetaUrl' },
    banner: { js: "const __importMetaUrl=require('node:url').pathToFileURL(__filename).href;" },
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
