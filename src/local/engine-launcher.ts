import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Launch, Launcher } from './launch';
import { scriptText, writeScript } from './script-file';
import { type ProcessOutcome, runProcess } from './step-process';

/** A container engine, called by its command line. */
export type Engine = 'podman' | 'docker';

/** Where the script of a step is mounted. */
const SCRIPT_PATH = '/tekton/scripts/script';

/**
 * Runs steps in their images, with real mounts at the real paths.
 *
 * @param shared directories of this machine that every container sees under their own path, such as the store
 */
export function engineLauncher(engine: Engine, shared: readonly string[], environment: Readonly<NodeJS.ProcessEnv>): Launcher {
  return {
    run: (launch) => run(engine, launch, shared, environment),
    readText: (text) => text,
  };
}

/**
 * The arguments of `podman run` or `docker run`.
 *
 * @param name of the container
 * @param script the script file on this machine
 */
export function engineArguments(launch: Launch, name: string, script: string | undefined, shared: readonly string[]): string[] {
  const command = script ? [SCRIPT_PATH, ...launch.command] : launch.command;
  const mounts = [
    ...launch.mounts.map(({ path, place, readOnly }) => `${place}:${path}${readOnly ? ':ro' : ''}`),
    ...shared.map((path) => `${path}:${path}`),
    ...script ? [`${script}:${SCRIPT_PATH}:ro`] : [],
  ];
  return [
    'run', '--rm', '--name', name,
    ...mounts.flatMap((mount) => ['--volume', mount]),
    ...[...launch.env].flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    ...launch.workingDir ? ['--workdir', launch.workingDir.startsWith('/') ? launch.workingDir : `/workspace/${launch.workingDir}`] : [],
    ...command.length > 0 ? ['--entrypoint', command[0]] : [],
    launch.image ?? '',
    ...command.slice(1),
  ];
}

async function run(engine: Engine, launch: Launch, shared: readonly string[], environment: Readonly<NodeJS.ProcessEnv>): Promise<ProcessOutcome> {
  const name = `cdk8s-tekton-${process.pid}-${launch.name.replace(/[^A-Za-z0-9_.-]/g, '-')}`;
  const script = launch.script ? join(launch.directory, 'script') : undefined;
  if (script) writeScript(script, scriptText(launch.script as string));
  const env = new Map(Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined));
  try {
    return await runProcess({ ...launch, command: [engine, ...engineArguments(launch, name, script, shared)], env, cwd: launch.directory });
  } finally {
    // SIGKILL ends the client alone; the container may go on.
    await remove(engine, name);
  }
}

function remove(engine: Engine, name: string): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(engine, ['rm', '--force', name], { stdio: 'ignore' });
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
}
