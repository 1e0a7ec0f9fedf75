// Packs and extracts generated trees, side by side with `tar | gzip`, and prints the ratios.
//
//   node bench/archive.mjs [source|random|many]...
//
// Absolute figures do not carry between machines; the ratios of one run do.
import { execFileSync, spawn } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const root = join(import.meta.dirname, '..');
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

const trees = {
  /** 18,000 files, 315 MB, compresses about 4 times: like a source tree with its dependencies. */
  source: directory => {
    const words = Array.from({ length: 4000 }, (_, i) => ` ${(i * 2654435761 >>> 0).toString(36)}`);
    let seed = 1;
    const random = () => (seed = seed * 48271 % 0x7fffffff) / 0x7fffffff;
    for (let i = 0; i < 18_000; i++) {
      const folder = join(directory, `package-${i % 300}`, `lib-${i % 7}`);
      mkdirSync(folder, { recursive: true });
      let text = '';
      for (const size = 35_000 * random(); text.length < size;) {
        text += `${words[Math.floor(words.length * random() ** 3)]}${random() < 0.1 ? '\n' : ''}`;
      }
      writeFileSync(join(folder, `module-${i}.js`), text);
    }
  },
  /** One file of 1 GiB that does not compress. */
  random: directory => {
    const fd = openSync(join(directory, 'random.bin'), 'w');
    const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16));
    for (let i = 0; i < 1024; i++) {
      writeSync(fd, cipher.update(Buffer.alloc(1024 * 1024)));
    }
    closeSync(fd);
  },
  /** 100,000 files of 1 KiB. */
  many: directory => {
    for (let i = 0; i < 100_000; i++) {
      if (i % 1000 === 0) {
        mkdirSync(join(directory, `d${i / 1000}`));
      }
      writeFileSync(join(directory, `d${Math.floor(i / 1000)}`, `f${i}`), `${i} `.repeat(200).slice(0, 1024));
    }
  },
};

function ours(...args) {
  return JSON.parse(execFileSync(process.execPath, [bundle, ...args], { encoding: 'utf8' }));
}

async function shell(command) {
  const started = performance.now();
  await new Promise((resolve, reject) => spawn('bash', ['-o', 'pipefail', '-c', command], { stdio: 'inherit' })
    .on('exit', code => code === 0 ? resolve() : reject(new Error(`${command}: exit ${code}`))));
  return (performance.now() - started) / 1000;
}

function row(what, us, them, more = '') {
  console.log(`  ${what.padEnd(28)} ${us.toFixed(2)} s   tar, gzip ${them.toFixed(2)} s   ratio ${(us / them).toFixed(2)}   ${more}`);
}

async function measure(name) {
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

buildSync({ stdin: { contents: program, resolveDir: root, loader: 'ts' }, bundle: true, platform: 'node', outfile: bundle, logLevel: 'error' });
try {
  for (const name of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(trees)) {
    await measure(name);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
