// Extracts archives that are made to be expensive, and prints what each costs: time, peak memory, and how it ended.
//
//   npx tsx bench/hostile.ts [entries] [name]      1,000,000 unless said otherwise; those alone with that in their name
import { execFileSync } from 'child_process';
import { createHash } from 'crypto';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Readable } from 'stream';
import { pipeline } from 'stream/promises';
import { createGzip } from 'zlib';
import { buildSync } from 'esbuild';
import { rawEntry, rawPax } from '../test/agent/archive/support';

const ENTRIES = Number(process.argv[2] ?? 1_000_000);
const WANTED = process.argv[3] ?? '';
const MIB = 2 ** 20;

const scratch = mkdtempSync(join(tmpdir(), 'bench-hostile-'));
const bundle = join(scratch, 'archive.js');
const [archive, place] = [join(scratch, 'archive.tgz'), join(scratch, 'out')];

/** What one measured process does: a bundle as the agent is one, so that its workers start in the same way. */
const program = `
import { workerMain } from './src/agent/worker';
import * as archive from './src/agent/archive';
import { createReadStream, statSync } from 'fs';
if (!workerMain()) {
  process.umask(0);
  const [file, digest, to] = process.argv.slice(2);
  const started = performance.now();
  archive.spool(createReadStream(file), { digest, size: statSync(file).size })
    .then(spooled => archive.extractArchive(spooled, to))
    .then(({ entries }) => 'extracted', ({ code, message }) => 'refused: ' + message)
    .then(outcome => console.log(JSON.stringify({ outcome, seconds: (performance.now() - started) / 1000, rss: process.resourceUsage().maxRSS / 1024 })));
}`;

const name = (at: number) => `d${at % 1000}/f${at}`;

function* repeat(count: number, make: (at: number) => Buffer): Generator<Buffer> {
  for (let at = 0; at < count; at++) yield make(at);
}

/** Each is a sequence of parts of an archive. */
const ARCHIVES: ReadonlyArray<readonly [what: string, parts: () => Generator<Buffer>]> = [
  ['empty files', () => repeat(ENTRIES, (at) => rawEntry({ name: name(at) }))],
  ['directories', () => repeat(ENTRIES, (at) => rawEntry({ name: `${name(at)}/`, type: '5' }))],
  ['one directory, over and over', () => repeat(ENTRIES, () => rawEntry({ name: 'd/', type: '5' }))],
  ['hard links to one file', function* () {
    yield rawEntry({ name: 'f' });
    yield* repeat(ENTRIES, (at) => rawEntry({ name: name(at), type: '1', link: 'f' }));
  }],
  ['symbolic links', () => repeat(ENTRIES, (at) => rawEntry({ name: name(at), type: '2', link: 'f' }))],
  ['symbolic links, a third as many', () => repeat(ENTRIES / 3, (at) => rawEntry({ name: name(at), type: '2', link: 'f' }))],
  ['symbolic links to targets of 4,000 bytes', () => repeat(ENTRIES / 10, (at) => (
    Buffer.concat([rawPax({ linkpath: 'x'.repeat(4000) }), rawEntry({ name: name(at), type: '2' })])
  ))],
  ['files below 255 directories each', () => repeat(ENTRIES / 100, (at) => (
    Buffer.concat([rawPax({ path: `d${at}/${'d/'.repeat(253)}f` }), rawEntry({ name: 'f' })])
  ))],
  ['PAX headers of 1 MB', () => repeat(ENTRIES / 1000, (at) => Buffer.concat([rawPax({ comment: 'x'.repeat(1_000_000) }), rawEntry({ name: name(at) })]))],
  ['a file of zeros, 4 GiB', function* () {
    yield rawEntry({ name: 'zeros', size: `${(4 * 1024 * MIB).toString(8).padStart(11, '0')}\0` });
    yield* repeat(4 * 64, () => Buffer.alloc(16 * MIB));
  }],
];

/** Gathers small parts: a stream is slow with a million of them. */
function* gathered(parts: Iterable<Buffer>): Generator<Buffer> {
  let kept: Buffer[] = [];
  let size = 0;
  for (const part of parts) {
    kept.push(part);
    if ((size += part.length) >= MIB) {
      yield Buffer.concat(kept);
      [kept, size] = [[], 0];
    }
  }
  yield Buffer.concat([...kept, Buffer.alloc(1024)]);
}

async function measure(what: string, parts: Iterable<Buffer>): Promise<void> {
  await pipeline(Readable.from(gathered(parts)), createGzip(), createWriteStream(archive));
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(archive)) hash.update(chunk as Buffer);
  const report = execFileSync(process.execPath, [bundle, archive, `sha256:${hash.digest('hex')}`, place], { encoding: 'utf8' });
  const { outcome, seconds, rss } = JSON.parse(report) as { outcome: string; seconds: number; rss: number };
  console.log(`| ${what} | ${(statSync(archive).size / 1e6).toFixed(1)} MB | ${seconds.toFixed(1)} s | ${rss.toFixed(0)} MiB | ${outcome} |`);
  rmSync(place, { recursive: true, force: true });
}

async function main(): Promise<void> {
  buildSync({
    stdin: { contents: program, resolveDir: join(__dirname, '..'), loader: 'ts' }, bundle: true, platform: 'node', outfile: bundle, logLevel: 'error',
  });
  console.log('| archive | size | time | memory | |\n|---|---|---|---|---|');
  for (const [what, parts] of ARCHIVES) {
    if (what.includes(WANTED)) await measure(what, parts());
  }
}

void main().finally(() => rmSync(scratch, { recursive: true, force: true }));
