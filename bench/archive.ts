// Packs and extracts generated trees, side by side with `tar | gzip`, and prints the ratios.
//
//   npx tsx bench/archive.ts [source|random|many]...
//
// Absolute figures do not carry between machines; the ratios of one run do.
import { execFileSync, spawn } from 'child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { buildSync } from 'esbuild';
import { trees } from './trees';

const root = join(__dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'bench-archive-'));
const bundle = join(scratch, 'archive.js');

/** What one measured process does: a bundle as the agent is one, so that its workers start in the same way. */
const program = `
import { workerMain } from './src/agent/worker';
import * as archive from './src/agent/archive';
if (!workerMain()) {
  process.umask(0);
  const [action, from, to, level] = process.argv.slice(2);
  const started = performance.now();
  run(action, from, to, level).then(result => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    console.log(JSON.stringify({ ...result, seconds: (performance.now() - started) / 1000, rss: maxRSS / 1024, cpu: (userCPUTime + systemCPUTime) / 1e6 }));
  });
}
async function run(action, from, to, level) {
  if (action === 'pack') {
    const packed = await archive.packDirectory(from, { level: Number(level) });
    const result = { size: packed.size, digest: packed.digest, diffId: packed.diffId, entries: packed.entries };
    if (to) await archive.writeFileContent(packed.open(), to);
    await packed.dispose();
    return result;
  }
  const { createReadStream, statSync } = require('fs');
  const [file, digest, diffId] = from.split(',');
  const spooled = await archive.spool(createReadStream(file, { highWaterMark: 65536 }), { digest, size: statSync(file).size });
  const stats = await archive.extractArchive(spooled, to, { expectedDiffId: diffId });
  await spooled.dispose();
  return stats;
}`;

/** What a measured process tells of itself. */
interface Measured {
  readonly seconds: number;
  readonly cpu: number;
  readonly rss: number;
  readonly size: number;
  readonly digest: string;
  readonly diffId: string;
}

function ours(...args: string[]): Measured {
  return JSON.parse(execFileSync(process.execPath, [bundle, ...args], { encoding: 'utf8' }));
}

async function shell(command: string): Promise<number> {
  const started = performance.now();
  await new Promise<void>((resolve, reject) => spawn('bash', ['-o', 'pipefail', '-c', command], { stdio: 'inherit' })
    .on('exit', (code) => code === 0 ? resolve() : reject(new Error(`${command}: exit ${code}`))));
  return (performance.now() - started) / 1000;
}

function row(what: string, us: number, them: number, more: string): void {
  console.log(`  ${what.padEnd(28)} ${us.toFixed(2)} s   tar, gzip ${them.toFixed(2)} s   ratio ${(us / them).toFixed(2)}   ${more}`);
}

async function measure(name: keyof typeof trees): Promise<void> {
  const tree = join(scratch, name);
  mkdirSync(tree);
  trees[name](tree);
  execFileSync('sync');
  console.log(name);
  const [gz, theirs] = [join(scratch, 'ours.tgz'), join(scratch, 'theirs.tgz')];
  const tar6 = await shell(`tar -C ${tree} -cf - . | gzip -6 > ${theirs} && sha256sum ${theirs} > /dev/null`);
  for (const level of ['4', '6']) {
    const packed = ours('pack', tree, gz, level);
    row(`pack, level ${level} (gzip 6)`, packed.seconds, tar6, `${(packed.size / 1e6).toFixed(1)} MB, peak ${packed.rss.toFixed(0)} MiB, cpu ${packed.cpu.toFixed(2)} s`);
    if (level === '4') {
      const untar = await shell(`mkdir ${scratch}/t && sha256sum ${gz} > /dev/null && tar -xzf ${gz} -C ${scratch}/t && rm -rf ${scratch}/t.done && mv ${scratch}/t ${scratch}/t.done`);
      const got = ours('extract', [gz, packed.digest, packed.diffId].join(','), join(scratch, 'out'));
      row('verify and extract', got.seconds, untar, `peak ${got.rss.toFixed(0)} MiB, cpu ${got.cpu.toFixed(2)} s`);
      execFileSync('diff', ['-r', tree, join(scratch, 'out')]);
      rmSync(join(scratch, 'out'), { recursive: true });
      rmSync(join(scratch, 't.done'), { recursive: true });
    }
  }
  rmSync(tree, { recursive: true });
}

async function main(names: readonly string[]): Promise<void> {
  buildSync({ stdin: { contents: program, resolveDir: root, loader: 'ts' }, bundle: true, platform: 'node', outfile: bundle, logLevel: 'error' });
  try {
    for (const name of names.length > 0 ? names : ['source', 'random', 'many']) await measure(name as keyof typeof trees);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

void main(process.argv.slice(2));
