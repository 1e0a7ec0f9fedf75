import { spawn } from 'child_process';
import { readFileSync, rmSync } from 'fs';
import { join } from 'path';

/** A command of a shell, with variables of the environment and the folder it runs in. */
export interface Command {
  readonly script: string;
  readonly env?: { readonly [name: string]: string };
  readonly folder?: string;
}

/** What one run took, all of its processes together. */
export interface Cost {
  /** Seconds that passed. */
  readonly wall: number;
  /** Seconds of processors, user and system. */
  readonly cpu: number;
  /** MiB of the largest process. */
  readonly memory: number;
}

/** Runs a command to its end under GNU time. @throws an Error with what it printed, where it fails */
export async function measure({ script, env = {}, folder }: Command, scratch: string): Promise<Cost> {
  const report = join(scratch, 'time');
  const args = ['--quiet', '--output', report, '--format', '%U %S %M', 'bash', '-euo', 'pipefail', '-c', script];
  const started = performance.now();
  await run('/usr/bin/time', args, { ...process.env, ...env }, folder);
  const wall = (performance.now() - started) / 1000;
  const [user, system, kibibytes] = readFileSync(report, 'utf8').trim().split(' ').map(Number);
  rmSync(report);
  return { wall, cpu: user + system, memory: kibibytes / 1024 };
}

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv, cwd?: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { output = (output + chunk.toString()).slice(-4000); });
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`${args.at(-1)}\nended with ${code}:\n${output}`))));
  });
}

/** The middle one, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
