import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { gzipSync } from 'zlib';
import { buildSync } from 'esbuild';

const ROOT = join(__dirname, '../../..');

/** A program bundled as the agent is: what runs in its worker threads is what runs in a cluster. */
const PROGRAM = `
import { workerMain } from './src/agent/worker';
import * as archive from './src/agent/archive';
import { createReadStream, statSync } from 'fs';
import * as workers from 'worker_threads';

let threads = 0;
const { Worker } = workers;
require('worker_threads').Worker = class extends Worker {
  constructor(...args) { super(...args); threads++; }
};

async function run([action, from, to, digest]) {
  if (action === 'pack') {
    const packed = await archive.packDirectory(from, { memory: 0 });
    if (to) await archive.writeFileContent(packed.open(), to);
    await packed.dispose();
    return { digest: packed.digest, diffId: packed.diffId, entries: packed.entries, size: packed.size };
  }
  const spooled = await archive.spool(createReadStream(from), { digest, size: statSync(from).size }, { memory: 0 });
  return archive.extractArchive(spooled, to);
}

if (!workerMain()) {
  run(process.argv.slice(2)).catch(({ code, message }) => ({ code, message })).then(result => console.log(JSON.stringify({ ...result, threads })));
}
`;

let directory: string | undefined;

/** Path of the bundle; the gzipped one lies beside it, with `.gz` at the end. */
export function bundledAgent(): string {
  directory ??= build();
  return join(directory, 'agent.js');
}

function build(): string {
  const built = mkdtempSync(join(tmpdir(), 'agent-bundle-'));
  chmodSync(built, 0o755);
  process.once('exit', () => rmSync(built, { recursive: true, force: true }));
  const outfile = join(built, 'agent.js');
  buildSync({ stdin: { contents: PROGRAM, resolveDir: ROOT, loader: 'ts' }, bundle: true, platform: 'node', outfile, logLevel: 'error' });
  writeFileSync(`${outfile}.gz`, gzipSync(readFileSync(outfile)));
  return built;
}
