import { existsSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { dirname, isAbsolute, join, posix } from 'node:path';
import { layoutUri } from '../agent/stores/directory';
import type { Launch, Launcher, Mount } from './launch';
import { type PathMap, pathMap } from './path-map';
import { scriptText, writeScript } from './script-file';
import { type ProcessOutcome, runProcess } from './step-process';

/** Variables of this machine that steps see: where tools are, the language, how to get out, package registries. */
const INHERITED = /^(?:PATH|LANG|LC_.*|TZ|TERM|SHELL|USER|LOGNAME|(?:http|https|no|all)_proxy|SSL_CERT_(?:FILE|DIR)|NODE_EXTRA_CA_CERTS|npm_config_registry)$/i;

/** What the machine gives to steps. */
export interface MachineOptions {
  /** The environment of the runner. */
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  /** Names of further variables that steps see. */
  readonly inherit: readonly string[];
  /** Directories that steps see under their own path, such as the store. */
  readonly shared: readonly string[];
}

/** Runs steps as processes of this machine: its tools, its user, the image ignored. */
export function machineLauncher(options: MachineOptions): Launcher {
  return {
    run: (launch) => run(launch, options),
    readText: (text, launch) => mapOf(launch, undefined, options).toContainer(text),
  };
}

async function run(launch: Launch, options: MachineOptions): Promise<ProcessOutcome> {
  if (!launch.script && launch.command.length === 0) {
    return { kind: 'not-started', message: `no command: the entrypoint of image '${launch.image}' is known to a container engine only, give the step a command or script` };
  }
  const map = mapOf(launch, launch.workingDir, options);
  await linkMounts(launch);
  const cwd = await workingDirectory(launch, map);
  const temporary = join(launch.directory, 'tmp');
  const home = join(launch.directory, 'home');
  await Promise.all([temporary, home].map((path) => mkdir(path, { recursive: true })));
  const env = new Map([
    ...inherited(options), ['HOME', home] as const, ['TMPDIR', temporary] as const,
    ...[...launch.env].map(([name, value]) => [name, map.toMachine(value)] as const),
  ]);
  return runProcess({
    ...launch,
    command: commandOf(launch, map),
    env,
    cwd,
    ...launch.stdoutFile && { stdoutFile: map.resolve(launch.stdoutFile) ?? launch.stdoutFile },
    ...launch.stderrFile && { stderrFile: map.resolve(launch.stderrFile) ?? launch.stderrFile },
    onLine: (stream, line) => launch.onLine(stream, map.toContainer(line)),
  });
}

function commandOf(launch: Launch, map: PathMap): string[] {
  const command = launch.command.map((text) => map.toMachine(text));
  if (!launch.script) return command;
  const path = join(launch.directory, 'script');
  writeScript(path, map.toMachine(scriptText(launch.script)));
  return [path, ...command];
}

/** The mounts, `/tmp`, the working directory, and parents that only mounts make: `/var/artifacts`. */
function mapOf(launch: Pick<Launch, 'mounts' | 'directory'>, workingDir: string | undefined, { shared }: MachineOptions): PathMap {
  const made = [...madeParents(launch.mounts), ...workingDir && isAbsolute(workingDir) && isMade(workingDir, launch.mounts) ? [workingDir] : []];
  return pathMap(new Map([
    ['/tmp', join(launch.directory, 'tmp')],
    ...made.map((path) => [path, join(launch.directory, 'root', path)] as const),
    ...launch.mounts.map(({ path, place }) => [path, place] as const),
    // References hold the path as a uri, where it is escaped.
    ...shared.flatMap((path) => [path, layoutUri(path)]).map((path) => [path, path] as const),
  ]));
}

/** Links the mounts into the parents that only mounts make, so that looking into such a parent shows them. */
async function linkMounts({ mounts, directory }: Launch): Promise<void> {
  const parents = madeParents(mounts);
  for (const { path, place } of mounts.filter((mount) => parents.some((parent) => mount.path.startsWith(`${parent}/`)))) {
    const link = join(directory, 'root', path);
    await mkdir(dirname(link), { recursive: true });
    // A probe runs again and again in one directory.
    if (!existsSync(link)) await symlink(place, link);
  }
}

function madeParents(mounts: readonly Mount[]): string[] {
  return [...new Set(mounts.map(({ path }) => posix.dirname(path)))].filter((path) => path !== '/' && isMade(path, mounts));
}

/** A directory that neither this machine nor a mount has. */
function isMade(path: string, mounts: readonly Mount[]): boolean {
  return !mounts.some((mount) => path === mount.path || path.startsWith(`${mount.path}/`)) && !existsSync(path);
}

/** The step's directory; without one an empty one of its own, as an image's root would be. */
async function workingDirectory(launch: Launch, map: PathMap): Promise<string> {
  const wanted = launch.workingDir && posix.resolve('/workspace', launch.workingDir);
  const place = wanted ? map.resolve(wanted) ?? wanted : join(launch.directory, 'cwd');
  if (!existsSync(place)) await mkdir(place, { recursive: true });
  return place;
}

function inherited({ environment, inherit }: MachineOptions): (readonly [string, string])[] {
  return Object.entries(environment).flatMap(([name, value]) => (
    value !== undefined && (INHERITED.test(name) || inherit.includes(name)) ? [[name, value] as const] : []
  ));
}

