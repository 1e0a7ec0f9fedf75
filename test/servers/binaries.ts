import { existsSync, readFileSync } from 'fs';
import { homedir } from 'os';
import { delimiter, join } from 'path';

/** Programs the tests run against. All are installed by install.sh, those of Debian only there and by root. */
export type ServerName = 'registry' | 'crane' | 'ociregistry' | 'docker-registry' | 'versitygw' | 'rclone' | 'minio' | 'fake-gcs-server' | 'azurite'
  | 'toxiproxy-server' | 'oras' | 'skopeo';

/** Those that are not to be had everywhere, or that take long to build. */
const EXTRA: readonly ServerName[] = ['docker-registry', 'skopeo', 'minio'];

/** The path of a server's program, or undefined where it is not installed. */
export function findServer(name: ServerName): string | undefined {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cdk8s-tekton', 'bin');
  const folders = [process.env.CDK8S_TEKTON_SERVERS, cache, ...(process.env.PATH ?? '').split(delimiter)];
  return folders
    .filter((folder) => folder !== undefined && folder !== '')
    .map((folder) => join(folder as string, name))
    .find((path) => existsSync(path));
}

/** The path of a server's program. @throws an Error where it is not installed */
export function programPath(name: ServerName): string {
  const path = findServer(name);
  if (path === undefined) throw new Error(`${name} is not installed, run test/servers/install.sh`);
  return path;
}

/**
 * Describes tests against a server, where it is installed.
 *
 * Elsewhere they are left out with a printed line, or fail with
 * CDK8S_TEKTON_ALL=1 if install.sh installs that server.
 */
export function describeWithServer(name: ServerName, title: string, body: () => void): void {
  if (findServer(name) !== undefined) {
    describe(title, body);
    return;
  }
  const installable = !EXTRA.includes(name);
  process.stderr.write(`left out, as ${name} is not installed${installable ? ' (test/servers/install.sh)' : ''}: ${title}\n`);
  if (installable) {
    describe(title, () => {
      // Says how to get what was left out; and keeps a file of such tests from being empty.
      test(`${name} can be installed`, () => {
        expect(readFileSync(join(__dirname, 'install.sh'), 'utf8')).toMatch(new RegExp(`[/$ ]${name}@|^install_(?:module )?${name}\\b`, 'm'));
        expect(process.env.CDK8S_TEKTON_ALL).not.toBe('1');
      });
    });
  }
}
