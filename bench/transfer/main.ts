/**
 * What it takes to hand a directory on by a store: our injected steps beside what is used today, in one run.
 *
 *   npm run bench:transfer -- [--rounds 3] [source|random|many|small|s3]...
 *
 * Every round runs each way once, in another order, into a repository of its own; what is told are medians. Storing
 * the same again is measured in the first round alone. The registry (distribution) and the S3 server (versitygw) run on this machine. `--plot <file>`
 * draws the result as SVG. What is to be installed: test/servers/install.sh; GNU time; rclone for the case s3.
 */
import { execFileSync } from 'child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { parseArgs } from 'util';
import type { ArtifactKindName } from '../../src/contract/artifact-kind';
import { programPath } from '../../test/servers/binaries';
import { BUCKET, startVersityGw } from '../../test/servers/object-server';
import { startRegistry } from '../../test/servers/registry';
import { trees } from '../trees';
import { limits } from './limits';
import { measure, median, type Cost } from './measure';
import { plot } from './plot';
import { table, type Row } from './table';
import { craneImage, orasDirectory, ours, rcloneCopy, trustedArtifacts, type Place, type Way } from './ways';

/** What is compared: a tree, by some ways, through one server. */
interface Case {
  readonly title: string;
  readonly tree: keyof typeof trees;
  readonly kind: ArtifactKindName;
  /** Runs of each way in a round: short ones need more. */
  readonly repeat: number;
  serve(): Promise<Served>;
}

interface Served {
  readonly ways: readonly Way[];
  /** What stands in front of the name of a repository or prefix. */
  readonly store: string;
  stop(): Promise<void>;
}

const CASES: { readonly [name: string]: Case } = {
  source: { title: 'B: 315 MB in 18,000 files, as source code is', tree: 'source', kind: 'directory', repeat: 1, serve: registry },
  random: { title: 'R: one file of 1 GiB that does not compress', tree: 'random', kind: 'directory', repeat: 1, serve: registry },
  many: { title: 'M: 100,000 files of 1 KiB', tree: 'many', kind: 'directory', repeat: 1, serve: registry },
  small: { title: 'K: one file of 1 KiB', tree: 'small', kind: 'file', repeat: 5, serve: registry },
  s3: { title: 'B by S3', tree: 'source', kind: 'directory', repeat: 1, serve: bucket },
};

async function registry(): Promise<Served> {
  const { host, stop } = await startRegistry();
  const storage = (store: string) => ({ 'backend': 'oci', 'oci.repository': store, 'oci.plainHttp': 'true' } as const);
  const ways = [
    ours('cdk8s-tekton', storage),
    ours('cdk8s-tekton, profile konflux', (store) => ({ ...storage(store), 'oci.profile': 'konflux' })),
    trustedArtifacts(programPath('oras')),
    orasDirectory(programPath('oras')),
    craneImage(programPath('crane')),
  ];
  return { ways, store: `${host}/`, stop };
}

async function bucket(): Promise<Served> {
  const { storage, env, url, stop } = await startVersityGw();
  const rclone = {
    RCLONE_CONFIG_BENCH_TYPE: 's3',
    RCLONE_CONFIG_BENCH_PROVIDER: 'Other',
    RCLONE_CONFIG_BENCH_ENV_AUTH: 'true',
    RCLONE_CONFIG_BENCH_ENDPOINT: url,
    RCLONE_CONFIG_BENCH_REGION: 'test-1',
    ...env,
  };
  const keys = (prefix: string) => ({ ...storage, 's3.prefix': prefix });
  return { ways: [ours('cdk8s-tekton', keys, env), rcloneCopy('rclone', BUCKET, rclone)], store: '', stop };
}

interface Runs { readonly upload: Cost[]; readonly again: Cost[]; readonly download: Cost[] }

async function compare(name: string, rounds: number, scratch: string): Promise<Row[]> {
  const { title, tree, kind, repeat, serve } = CASES[name];
  const folder = join(scratch, name);
  mkdirSync(join(folder, 'tree'), { recursive: true });
  trees[tree](join(folder, 'tree'));
  const { ways, store, stop } = await serve();
  const parts = tree === 'small' ? undefined : await limits(join(folder, 'tree'), folder);
  const runs = new Map<Way, Runs>(ways.map((way) => [way, { upload: [], again: [], download: [] }]));
  try {
    for (let round = 0; round < rounds * repeat; round++) {
      for (const way of shuffled(ways)) {
        process.stderr.write(`${name}, round ${round + 1} of ${rounds * repeat}: ${way.name}\n`);
        const work = join(folder, `work-${round}-${ways.indexOf(way)}`);
        mkdirSync(work);
        const place = { tree: join(folder, 'tree'), kind, store: `${store}bench/r${round}-${ways.indexOf(way)}`, work, out: join(work, 'out') };
        await once(way, place, runs.get(way)!, round === 0);
        rmSync(work, { recursive: true });
      }
    }
  } finally {
    await stop();
    rmSync(folder, { recursive: true });
  }
  console.log(`\n### ${title}\n\n${rounds * repeat} rounds, medians.\n`);
  const rows = ways.map((way) => ({ name: way.name, ...medians(runs.get(way)!) }));
  console.log(table(rows));
  if (parts !== undefined) console.log(`\nThe parts alone:\n\n${parts}`);
  return rows;
}

/** Stores, perhaps stores the same again, fetches, and looks whether it is the same. */
async function once(way: Way, place: Place, runs: Runs, again: boolean): Promise<void> {
  // what was written before is not to be waited for within the next measurement
  const settled = () => execFileSync('sync');
  settled();
  runs.upload.push(await measure(way.upload(place), place.work));
  if (again) {
    settled();
    runs.again.push(await measure(way.upload(place), place.work));
  }
  settled();
  runs.download.push(await measure(way.download(place), place.work));
  execFileSync('diff', ['-r', place.tree, place.out]);
}

function medians({ upload, again, download }: Runs): Omit<Row, 'name'> {
  const middle = (costs: readonly Cost[]): Cost => ({
    wall: median(costs.map(({ wall }) => wall)), cpu: median(costs.map(({ cpu }) => cpu)), memory: Math.max(...costs.map(({ memory }) => memory)),
  });
  return { upload: middle(upload), again: middle(again), download: middle(download) };
}

function shuffled<T>(values: readonly T[]): T[] {
  return values.map((value) => ({ value, at: Math.random() })).sort((a, b) => a.at - b.at).map(({ value }) => value);
}

async function main(): Promise<void> {
  const { values: { rounds, plot: file }, positionals } = parseArgs({
    allowPositionals: true, options: { rounds: { type: 'string', default: '3' }, plot: { type: 'string' } },
  });
  const unknown = positionals.find((name) => CASES[name] === undefined);
  if (unknown !== undefined) throw new Error(`no case '${unknown}', expected ${Object.keys(CASES).join(', ')}`);
  const names = positionals.length > 0 ? positionals : Object.keys(CASES);
  const scratch = mkdtempSync(join(tmpdir(), 'bench-transfer-'));
  try {
    const results: { readonly title: string; readonly rows: readonly Row[] }[] = [];
    for (const name of names) results.push({ title: CASES[name].title, rows: await compare(name, Number(rounds), scratch) });
    if (file !== undefined) writeFileSync(file, plot(results));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

void main();
